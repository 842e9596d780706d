namespace Hub.Gateway.Wire;

/// <summary>A Signed body, for the description of the interface alone: bodies are read strictly from their bytes.</summary>
internal sealed record SignedShape(byte[] Record, byte[] Signature);

/// <summary>A problem, for the description of the interface alone.</summary>
internal sealed record ProblemShape(string Type, string Title, int Status, string Detail, string Next, string Trace);
