using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>What a receipt is for.</summary>
public static class ReceiptSubject
{
#pragma warning disable CS1591 // Section 3.10 of the protocol defines each.
    public const string Registration = "registration", Withdrawal = "withdrawal", Freeze = "freeze", Amendment = "amendment",
        Response = "response", Late = "late", Admission = "admission";
#pragma warning restore CS1591
}

/// <summary><c>receipt/1</c>: the hub has it, and when it arrived.</summary>
/// <param name="Digest">SM3 of what arrived; the protocol's section 3.10 says of which bytes for each subject.</param>
/// <param name="Arrival">The gateway's clock at the last byte.</param>
public sealed record ReceiptLeaf(
    HubId Hub, PlatformId Platform, string Kind, string Subject, OpeningId Opening, ChallengeId? Challenge, EnvelopeId? Envelope, Sm3Digest Digest, DateTimeOffset Arrival)
{
    /// <summary>The record's type.</summary>
    public const string Type = "receipt/1";

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ReceiptLeaf? leaf, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out leaf, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer =>
    {
        writer.Head(Type, Hub, Platform, Kind).Text("subject", Subject).Text("opening", Opening);
        if (Challenge is { } challenge)
            writer.Text("challenge", challenge);
        if (Envelope is { } envelope)
            writer.Text("envelope", envelope);
        writer.Text("digest", Digest).Time("arrival", Arrival);
    });

    private static ReceiptLeaf Read(RecordReader reader)
    {
        var hub = reader.Hub();
        var platform = reader.Platform();
        var kind = reader.OneOf("kind", ChallengeKind.Encrypt, ChallengeKind.Decrypt);
        var subject = reader.OneOf("subject", ReceiptSubject.Registration, ReceiptSubject.Withdrawal, ReceiptSubject.Freeze, ReceiptSubject.Amendment,
            ReceiptSubject.Response, ReceiptSubject.Late, ReceiptSubject.Admission);
        return new ReceiptLeaf(hub, platform, kind, subject, reader.Opening(), reader.Has("challenge") ? reader.Challenge() : null,
            reader.Has("envelope") ? reader.Envelope() : null, reader.Digest("digest"), reader.Time("arrival"));
    }
}

/// <summary><c>receipt-batch/1</c>: the Merkle root over the receipts of one commit, signed once by the hub's key.</summary>
/// <param name="Epoch">A restored hub counts batches again from its backup: only with the epoch a number names one batch.</param>
/// <param name="Batch">From 1 without a gap within an epoch.</param>
/// <param name="At">The hub's clock when it signed.</param>
public sealed record ReceiptBatch(HubId Hub, HubEpoch Epoch, long Batch, int Size, Sm3Digest Root, DateTimeOffset At)
{
    /// <summary>The record's type.</summary>
    public const string Type = "receipt-batch/1";

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ReceiptBatch? batch, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out batch, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Text("type", Type).Text("hub", Hub).Text("epoch", Epoch).Integer("batch", Batch).Integer("size", Size).Text("root", Root).Time("at", At));

    private static ReceiptBatch Read(RecordReader reader) => new(
        reader.Hub(), reader.Parsed<HubEpoch>("epoch", HubEpoch.TryParse, "16 lower-case hex digits"), reader.Integer("batch", 1, (1L << 53) - 1), (int)reader.Integer("size", 1, 1_000_000), reader.Digest("root"), reader.Time("at"));
}

/// <summary>A receipt as it travels: the leaf, its place in the batch, and the signed batch.</summary>
public sealed record Receipt(byte[] Leaf, int Index, int Size, IReadOnlyList<Sm3Digest> Path, byte[] Batch, byte[] Signature)
{
    /// <summary>Verifies signature, size, root and inclusion; what the leaf says is the caller's to compare.</summary>
    /// <param name="hubKeys">The keys of pinned anchors.</param>
    public bool TryVerify(HubId hub, IEnumerable<Sm2PublicKey> hubKeys, [NotNullWhen(true)] out ReceiptLeaf? leaf, out string defect)
    {
        leaf = null;
        if (!ReceiptBatch.TryParse(Batch, out var batch, out defect) || !ReceiptLeaf.TryParse(Leaf, out var read, out defect))
            return false;
        if (batch.Hub != hub || read.Hub != hub)
            defect = "receipt is another hub's";
        else if (!hubKeys.Any(key => key.Verify(Batch, Signature)))
            defect = "signature is not by a pinned hub key";
        else if (batch.Size != Size || !MerkleTree.VerifyInclusion(MerkleTree.LeafHash(Leaf), Index, Size, [.. Path], batch.Root))
            defect = "receipt is not in the batch";
        if (defect.Length > 0)
            return false;
        leaf = read;
        return true;
    }

    /// <summary>Reads it as a member.</summary>
    public static Receipt? Read(RecordReader reader) => new(
        reader.Bytes("leaf", 2, RecordFields.RecordMax), (int)reader.Integer("index", 0, 1_000_000), (int)reader.Integer("size", 1, 1_000_000),
        reader.ParsedList<Sm3Digest>("path", 0, 32, Sm3Digest.TryParse, "a digest"), reader.Bytes("batch", 2, RecordFields.RecordMax), reader.Bytes("signature", 8, RecordFields.SignatureMax));

    /// <summary>Writes it as a member.</summary>
    public static void Write(RecordWriter writer, Receipt receipt) => writer
        .Bytes("leaf", receipt.Leaf).Integer("index", receipt.Index).Integer("size", receipt.Size).Texts("path", receipt.Path)
        .Bytes("batch", receipt.Batch).Bytes("signature", receipt.Signature);

    /// <summary>The bytes of a message that is only a receipt.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => Write(writer, this));

    /// <summary>Reads a message that is only a receipt.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Receipt? receipt, out string defect) =>
        RecordReader.TryRead(bytes, RecordFields.RecordMax, Read, out receipt, out defect);
}
