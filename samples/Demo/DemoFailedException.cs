namespace Demo;

/// <summary>Something did not go as the demo needs it; the message says what. A program of one purpose ends here.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
