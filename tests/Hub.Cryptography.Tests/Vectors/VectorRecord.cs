namespace Hub.Cryptography.Tests.Vectors;

/// <summary>One good record, its parser, who signs it, and values out of their range.</summary>
/// <param name="Signer">A name of keys.json, or null where nobody signs it by itself.</param>
/// <param name="OutOfRange">Text that is replaced, what stands there instead, and why that is refused.</param>
internal sealed record VectorRecord(string Name, byte[] Bytes, VectorRecord.Parser Parse, string? Signer, params (string Find, string Put, string Why)[] OutOfRange)
{
    public delegate bool Parser(ReadOnlyMemory<byte> bytes, out string defect);

    public string Type
    {
        get
        {
            using var document = System.Text.Json.JsonDocument.Parse(Bytes);
            return document.RootElement.GetProperty("type").GetString()!;
        }
    }

    /// <summary>Members that are there only when they apply.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];
}
