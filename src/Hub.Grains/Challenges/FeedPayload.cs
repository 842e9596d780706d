using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Hub.Grains.Challenges;

/// <summary>The outcomes in a platform's results feed; words of the wire.</summary>
internal static class FeedOutcome
{
#pragma warning disable CS1591 // The protocol's section 7.2 defines each.
    public const string Approved = "approved", Late = "late", Admitted = "admitted";
#pragma warning restore CS1591
}

/// <summary>
/// An entry of the results feed as it is stored: with the receipt's leaf in the place of the receipt, which is only made when the entry is committed.
/// </summary>
/// <param name="Outcome">A word of <see cref="FeedOutcome"/>.</param>
/// <param name="Arrival">Of the response, also when it was admitted later.</param>
/// <param name="Response">Bytes of the <c>response/1</c>.</param>
/// <param name="Certificate">The signing certificate at the moment of decision, DER.</param>
/// <param name="Chain">Its issuers without the anchor, DER.</param>
/// <param name="ReceiptLeaf">Bytes of the <c>receipt/1</c>: the receipt is found by <see cref="MerkleTree.LeafHash"/> of it.</param>
internal sealed record FeedPayload(
    string Outcome, ChallengeId Challenge, DateTimeOffset Arrival, byte[] Response, byte[] Signature, byte[] Certificate, IReadOnlyList<byte[]> Chain, byte[] ReceiptLeaf)
{
    private const int MaxLength = 1024 * 1024;

    /// <summary>Reads what was stored.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out FeedPayload? payload, out string defect) =>
        RecordReader.TryRead(bytes, MaxLength, Read, out payload, out defect);

    /// <summary>The bytes to be stored.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => WriteShared(writer).Bytes("receiptLeaf", ReceiptLeaf));

    /// <summary>The entry's JSON for the platform, without <c>n</c> (the protocol's section 7.2).</summary>
    public byte[] ToWire(Receipt receipt) => RecordWriter.Write(writer => WriteShared(writer).Object("receipt", item => Receipt.Write(item, receipt)));

    private RecordWriter WriteShared(RecordWriter writer) => writer
        .Text("outcome", Outcome).Text("challenge", Challenge).Time("arrival", Arrival).Bytes("response", Response).Bytes("signature", Signature)
        .Bytes("certificate", Certificate).BytesList("chain", Chain);

    private static FeedPayload Read(RecordReader reader) => new(
        reader.OneOf("outcome", FeedOutcome.Approved, FeedOutcome.Late, FeedOutcome.Admitted), reader.Parsed<ChallengeId>("challenge", ChallengeId.TryParse, "a challenge id"),
        reader.Time("arrival"), reader.Bytes("response", 2, ResponseRecord.MaxLength), reader.Bytes("signature", 8, 72), reader.Bytes("certificate", 1, 8192),
        reader.BytesList("chain", 0, 5, 8192), reader.Bytes("receiptLeaf", 2, 16 * 1024));
}
