namespace Hub.Grains.Contracts;

/// <summary>A record's exact bytes and a signature over them, as they came; the grain that decides parses and verifies.</summary>
[GenerateSerializer, Immutable, Alias("Hub.SignedBody")]
public sealed record SignedBody(byte[] Record, byte[] Signature);
