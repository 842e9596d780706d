using System.Buffers.Binary;
using System.Text;
using Hub.Cryptography;
using Hub.Grains.Durability;

namespace Hub.Silo.Storage.Companions;

/// <summary>
/// How the rows of one table are sealed: id and content together, bound to the opening, so that the table shows neither who takes part nor which opening it is (D10). Written by
/// <see cref="CompanionRows"/>, read by the read model.
/// </summary>
internal sealed class RowSeal
{
    /// <summary>The results feed: challenge id, entry.</summary>
    public static RowSeal Feed { get; } = new("feed");

    /// <summary>The envelopes: envelope id, then challenge id and content joined.</summary>
    public static RowSeal Envelopes { get; } = new("envelope");

    /// <summary>The board: challenge id, tile.</summary>
    public static RowSeal Board { get; } = new("board");

    private readonly string _purpose;

    private RowSeal(string purpose) => _purpose = purpose;

    /// <summary>What the database calls an opening.</summary>
    public static byte[] Opening(ISealer sealer, string openingId) => sealer.BlindIndex("opening", openingId);

    /// <summary>What the database calls an envelope: another name in every opening.</summary>
    public static byte[] Envelope(ISealer sealer, string openingId, string envelopeId) => sealer.BlindIndex("envelope", $"{openingId}\n{envelopeId}");

    /// <summary>What the database calls a challenge on a board.</summary>
    public static byte[] Challenge(ISealer sealer, string openingId, string challengeId) => sealer.BlindIndex("challenge", $"{openingId}\n{challengeId}");

    public byte[] Seal(ISealer sealer, string openingId, string id, byte[] content) => sealer.Seal(_purpose, openingId, LengthPrefixed.Join(Encoding.UTF8.GetBytes(id), content));

    /// <summary>The id and the content of a row.</summary>
    public (string Id, byte[] Content) Unseal(ISealer sealer, string openingId, byte[] payload) => Split(sealer.Unseal(_purpose, openingId, payload));

    /// <summary>Takes apart two joined parts that this program joined and sealed itself.</summary>
    public static (string Id, byte[] Content) Split(ReadOnlySpan<byte> joined)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(joined);
        return (Encoding.UTF8.GetString(joined.Slice(4, length)), joined[(8 + length)..].ToArray());
    }
}
