using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>What a phone made of one envelope: a sealed key or an error, never both.</summary>
/// <param name="Sealed">SM2(opening key, CK ‖ ctx), GM/T 0009 DER.</param>
/// <param name="Error">A word of <see cref="EnvelopeError"/>.</param>
public sealed record EnvelopeResult(EnvelopeId Envelope, byte[]? Sealed, string? Error);

/// <summary>Why a phone could not, or would not, open an envelope. Each names the check of the protocol's section 4.3 that failed.</summary>
public static class EnvelopeError
{
#pragma warning disable CS1591 // The words are their own documentation; section 4.3 of the protocol defines each.
    public const string Header = "header", Authorship = "authorship", Descriptor = "descriptor", Freeze = "freeze", Path = "path", Start = "start",
        Unseal = "unseal", Context = "context", Commitment = "commitment", Key = "key";
#pragma warning restore CS1591

    internal static readonly string[] All = [Header, Authorship, Descriptor, Freeze, Path, Start, Unseal, Context, Commitment, Key];
}

/// <summary><c>response/1</c> (签名应答): what a phone answers to a statement, signed with the certificate's signing key over exactly these bytes.</summary>
/// <param name="Kind">The challenge's kind.</param>
/// <param name="Statement">SM3 of the statement's bytes.</param>
/// <param name="Nonce">N: 32 bytes, names with <paramref name="PinTry"/> the PIN try that this answer clears.</param>
/// <param name="PinTry">SHA-256 of B: 64 lower-case hex digits (not an SM3 digest, but of the same form).</param>
/// <param name="Results">decrypt: one for each envelope of the statement, in its order; else empty.</param>
/// <param name="SignedAt">The phone's clock: for people, never for decisions.</param>
public sealed record ResponseRecord(
    HubId Hub, PlatformId Platform, string Kind, ChallengeId Challenge, Sm3Digest Statement, KeyId SignKeyId, KeyId EncKeyId, byte[] Nonce, PinTryId PinTry,
    IReadOnlyList<EnvelopeResult> Results, DateTimeOffset SignedAt)
{
    /// <summary>The record's type.</summary>
    public const string Type = "response/1";

    /// <summary>Most bytes of a response.</summary>
    public const int MaxLength = 48 * 1024;

    /// <summary>Reads a response's bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ResponseRecord? response, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, MaxLength, Read, out response, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, Platform, Kind)
        .Text("challenge", Challenge).Text("statement", Statement).Text("signKeyId", SignKeyId).Text("encKeyId", EncKeyId)
        .Bytes("nonce", Nonce).Text("pinTry", PinTry).Text("answer", "approved")
        .Objects("results", Results, (item, result) =>
        {
            item.Text("envelope", result.Envelope);
            if (result.Sealed is not null)
                item.Bytes("sealed", result.Sealed);
            else
                item.Text("error", result.Error!);
        })
        .Time("signedAt", SignedAt));

    private static ResponseRecord Read(RecordReader reader)
    {
        var hub = reader.Hub();
        var platform = reader.Platform();
        var kind = reader.OneOf("kind", ChallengeKind.Login, ChallengeKind.Sign, ChallengeKind.Seal, ChallengeKind.Encrypt, ChallengeKind.Decrypt);
        var challenge = reader.Challenge();
        var statement = reader.Digest("statement");
        var signKeyId = reader.Key("signKeyId");
        var encKeyId = reader.Key("encKeyId");
        var nonce = reader.Bytes("nonce", 32, 32);
        var pinTry = reader.Parsed<PinTryId>("pinTry", PinTryId.TryParse, "64 lower-case hex digits");
        reader.OneOf("answer", "approved");
        return new ResponseRecord(hub, platform, kind, challenge, statement, signKeyId, encKeyId, nonce, pinTry,
            reader.Objects("results", 0, RecordFields.EnvelopesMax, ReadResult), reader.Time("signedAt"));
    }

    private static EnvelopeResult ReadResult(RecordReader reader) => reader.Has("sealed")
        ? new EnvelopeResult(reader.Envelope(), reader.Bytes("sealed", 1, RecordFields.SealedMax), null)
        : new EnvelopeResult(reader.Envelope(), null, reader.OneOf("error", EnvelopeError.All));
}
