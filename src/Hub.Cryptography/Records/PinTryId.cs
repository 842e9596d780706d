using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>The name of one PIN try: SHA-256 of the blinded element B, 64 lower-case hex digits. Tells nothing of the PIN.</summary>
public readonly record struct PinTryId
{
    // The same form as an SM3 digest, but another hash: a type of its own keeps them apart.
    private readonly Sm3Digest _bytes;

    private PinTryId(Sm3Digest bytes) => _bytes = bytes;

    /// <summary>The try that evaluates this blinded element (33 bytes).</summary>
    public static PinTryId Of(ReadOnlySpan<byte> blinded) => new(Sm3Digest.FromBytes(SHA256.HashData(blinded)));

    /// <summary>Reads 64 lower-case hex digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PinTryId id)
    {
        var good = Sm3Digest.TryParse(text, out var bytes);
        id = new PinTryId(bytes);
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _bytes.ToString();
}
