using System.Security.Cryptography;
using System.Text;

namespace Hub.Cryptography;

/// <summary>What binds a content key to its header: context, commitment, and the plaintext of sealed keys.</summary>
public static class BidContext
{
    private static readonly byte[] CommitmentLabel = Encoding.ASCII.GetBytes("bid-ck/1");

    /// <summary>ctx = SM3(header).</summary>
    public static Sm3Digest Of(ReadOnlySpan<byte> header) => Sm3Digest.Of(header);

    /// <summary>commitment = SM3(<c>bid-ck/1</c> ‖ ctx ‖ CK). It hides CK, which is random, and binds whoever made it.</summary>
    public static Sm3Digest Commit(Sm3Digest context, ReadOnlySpan<byte> contentKey)
    {
        var key = contentKey.ToArray();
        var commitment = Sm3Digest.OfParts(CommitmentLabel, context.ToArray(), key);
        CryptographicOperations.ZeroMemory(key);
        return commitment;
    }

    /// <summary>CK ‖ ctx: 72 bytes, what is sealed to the bidder's encryption key and later to the opening key. The caller zeroes it.</summary>
    public static byte[] Join(ReadOnlySpan<byte> contentKey, Sm3Digest context)
    {
        var key = contentKey.ToArray();
        var joined = LengthPrefixed.Join(key, context.ToArray());
        CryptographicOperations.ZeroMemory(key);
        return joined;
    }

    /// <summary>Length of <see cref="Join"/>.</summary>
    public const int JoinedLength = 72;

    /// <summary>Takes CK ‖ ctx apart; false unless it has exactly that form.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> joined, Span<byte> contentKey, out Sm3Digest context)
    {
        context = default;
        if (joined.Length != JoinedLength || !joined[..4].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 32]) || !joined[36..40].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 32]))
            return false;
        joined[4..36].CopyTo(contentKey);
        context = Sm3Digest.FromBytes(joined[40..]);
        return true;
    }
}

/// <summary>An envelope as hub and platform hold it: everything but the ciphertext and the content key.</summary>
/// <param name="Header">Bytes of a <see cref="BidHeader"/>.</param>
/// <param name="SealedKey">SM2(encKey, CK ‖ ctx), GM/T 0009 DER.</param>
public sealed record SealedEnvelope(byte[] Header, Sm3Digest Commitment, byte[] SealedKey, Authorship Authorship)
{
    /// <summary>The leaf of the freeze: header ‖ commitment ‖ SM3(sealed key) ‖ SM3(authorship).</summary>
    public byte[] Leaf() =>
        LengthPrefixed.Join(Header, Commitment.ToArray(), Sm3Digest.Of(SealedKey).ToArray(), Authorship.Digest.ToArray());

    /// <summary>Reads it as a message or an item of a list.</summary>
    public static SealedEnvelope? Read(RecordReader reader) => new(
        reader.Bytes("header", 2, BidHeader.MaxLength), reader.Digest("commitment"), reader.Bytes("sealedKey", 1, RecordFields.SealedMax),
        reader.Object("authorship", Authorship.Read)!);

    /// <summary>Writes its members.</summary>
    public static void Write(RecordWriter writer, SealedEnvelope envelope) => writer
        .Bytes("header", envelope.Header).Text("commitment", envelope.Commitment).Bytes("sealedKey", envelope.SealedKey)
        .Object("authorship", item => Authorship.Write(item, envelope.Authorship));
}
