using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>One envelope that an encrypt statement names.</summary>
/// <param name="Header">Bytes of a <see cref="BidHeader"/>.</param>
/// <param name="Commitment">To the content key.</param>
/// <param name="SealedKeyDigest">SM3 of the sealed key, which itself stays with the bidder until the answer is verified.</param>
public sealed record EnvelopeClaim(byte[] Header, Sm3Digest Commitment, Sm3Digest SealedKeyDigest)
{
    /// <summary>Reads it as an item of a list.</summary>
    public static EnvelopeClaim? Read(RecordReader reader) =>
        new(reader.Bytes("header", 2, BidHeader.MaxLength), reader.Digest("commitment"), reader.Digest("sealedKeyDigest"));

    /// <summary>Writes it as an item of a list.</summary>
    public static void Write(RecordWriter writer, EnvelopeClaim claim) =>
        writer.Bytes("header", claim.Header).Text("commitment", claim.Commitment).Text("sealedKeyDigest", claim.SealedKeyDigest);
}

/// <summary>
/// <c>encrypt-statement/1</c>: what a phone shows and answers to bind bid files to its certificate (加密), and to take back earlier ones (撤回). Made by the hub.
/// </summary>
/// <param name="Expires">Exclusive.</param>
/// <param name="Envelopes">0…16; all of <paramref name="SignKeyId"/> and <paramref name="Opening"/>.</param>
/// <param name="Withdraws">0…16.</param>
public sealed record EncryptStatement(
    HubId Hub, PlatformId Platform, ChallengeId Challenge, string PlatformName, OpeningId Opening, KeyId SignKeyId, DateTimeOffset Expires,
    IReadOnlyList<EnvelopeClaim> Envelopes, IReadOnlyList<EnvelopeId> Withdraws)
{
    /// <summary>The record's type.</summary>
    public const string Type = "encrypt-statement/1";

    /// <summary>
    /// Most envelopes, and most withdrawals, of one statement. A decrypt statement repeats the authorship of each of its 64 envelopes, which may all be different ones: with
    /// <see cref="MaxLength"/> this keeps it under its own bound.
    /// </summary>
    public const int MaxEnvelopes = 16;

    /// <summary>Most bytes: what 16 of the longest headers make.</summary>
    public const int MaxLength = 72 * 1024;

    /// <summary>Reads a statement's bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out EncryptStatement? statement, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, MaxLength, Read, out statement, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, Platform, ChallengeKind.Encrypt)
        .Text("challenge", Challenge).Text("platformName", PlatformName).Text("opening", Opening).Text("signKeyId", SignKeyId).Time("expires", Expires)
        .Objects("envelopes", Envelopes, EnvelopeClaim.Write).Texts("withdraws", Withdraws));

    private static EncryptStatement Read(RecordReader reader)
    {
        var hub = reader.Hub();
        var platform = reader.Platform();
        reader.Kind(ChallengeKind.Encrypt);
        var statement = new EncryptStatement(
            hub, platform, reader.Challenge(), reader.Text("platformName", 1, 100), reader.Opening(), reader.Key("signKeyId"), reader.Time("expires"),
            reader.Objects("envelopes", 0, MaxEnvelopes, EnvelopeClaim.Read),
            reader.ParsedList<EnvelopeId>("withdraws", 0, MaxEnvelopes, EnvelopeId.TryParse, "an envelope id"));
        if (statement.Envelopes.Count + statement.Withdraws.Count == 0)
            reader.Refuse("envelopes", "and withdraws are both empty");
        return statement;
    }
}
