using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>An envelope as a decrypt statement shows it: with its place in the freeze.</summary>
/// <param name="Index">Of its leaf.</param>
/// <param name="Path">From its leaf to the frozen root.</param>
public sealed record FrozenEnvelope(SealedEnvelope Envelope, int Index, IReadOnlyList<Sm3Digest> Path)
{
    internal static FrozenEnvelope? Read(RecordReader reader)
    {
        var index = (int)reader.Integer("index", 0, 1_000_000);
        var path = reader.ParsedList<Sm3Digest>("path", 0, 32, Sm3Digest.TryParse, "a digest");
        return SealedEnvelope.Read(reader) is { } envelope ? new FrozenEnvelope(envelope, index, path) : null;
    }

    internal static void Write(RecordWriter writer, FrozenEnvelope frozen)
    {
        SealedEnvelope.Write(writer, frozen.Envelope);
        writer.Integer("index", frozen.Index).Texts("path", frozen.Path);
    }
}

/// <summary>
/// <c>decrypt-statement/1</c>: everything a phone needs to decide, by itself, whether it may open its envelopes. Made from what was frozen only, so the bytes are the same at every scan.
/// </summary>
/// <param name="Descriptor">Signed <see cref="OpeningDescriptor"/>.</param>
/// <param name="Freeze">Signed <see cref="OpeningFreeze"/>.</param>
/// <param name="FreezeReceipt">The hub's, so that a freeze cannot be back-dated.</param>
/// <param name="Chain">The descriptor's signer first, then its issuers without the anchor.</param>
/// <param name="Crls">For each certificate of the chain the CRL of its issuer, as it was at the freeze.</param>
/// <param name="Successions">Signed <see cref="Succession"/>, oldest first.</param>
public sealed record DecryptStatement(
    HubId Hub, PlatformId Platform, ChallengeId Challenge, string PlatformName, OpeningId Opening, KeyId SignKeyId, SignedRecord Descriptor, SignedRecord Freeze, Receipt FreezeReceipt,
    IReadOnlyList<byte[]> Chain, IReadOnlyList<byte[]> Crls, IReadOnlyList<SignedRecord> Successions, IReadOnlyList<FrozenEnvelope> Envelopes)
{
    /// <summary>The record's type.</summary>
    public const string Type = "decrypt-statement/1";

    /// <summary>Most bytes of a statement: CRLs may be long.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>What always has room in <see cref="Crls"/> together, in bytes of DER, whatever the rest of the statement is.</summary>
    public const int MaxCrlBytes = 6 * 1024 * 1024;

    /// <summary>Reads a statement's bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out DecryptStatement? statement, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, MaxLength, Read, out statement, out defect);

    /// <summary>Makes the bytes. The same content gives the same bytes.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, Platform, ChallengeKind.Decrypt)
        .Text("challenge", Challenge).Text("platformName", PlatformName).Text("opening", Opening).Text("signKeyId", SignKeyId)
        .Object("descriptor", item => SignedRecord.Write(item, Descriptor)).Object("freeze", item => SignedRecord.Write(item, Freeze))
        .Object("freezeReceipt", item => Receipt.Write(item, FreezeReceipt))
        .BytesList("chain", Chain).BytesList("crls", Crls).Objects("successions", Successions, SignedRecord.Write)
        .Objects("envelopes", Envelopes, FrozenEnvelope.Write));

    private static DecryptStatement Read(RecordReader reader)
    {
        var hub = reader.Hub();
        var platform = reader.Platform();
        reader.Kind(ChallengeKind.Decrypt);
        return new DecryptStatement(
            hub, platform, reader.Challenge(), reader.Text("platformName", 1, 100), reader.Opening(), reader.Key("signKeyId"),
            reader.Object("descriptor", SignedRecord.Read)!, reader.Object("freeze", SignedRecord.Read)!, reader.Object("freezeReceipt", Receipt.Read)!,
            reader.BytesList("chain", 1, 5, RecordFields.CertificateMax), reader.BytesList("crls", 0, 5, 4 << 20),
            reader.Objects("successions", 0, Succession.MaxChain, SignedRecord.Read),
            reader.Objects("envelopes", 1, RecordFields.EnvelopesMax, FrozenEnvelope.Read));
    }
}
