using System.Security.Cryptography;
using Hub.Cryptography;

namespace Bidder;

/// <summary>The protocol's section 4.1: content key, file, header, sealed key, commitment. The content key lives in this call alone.</summary>
internal static class BidEncryption
{
    public static async Task<BidFile> EncryptAsync(
        Stream plaintext, string fileName, LotId lot, OpeningOffer offer, BidderCertificate own, FileCipherSuite suite, string ciphertextPath, CancellationToken cancellation)
    {
        using var contentKey = ContentKey.Generate();
        var envelope = EnvelopeId.New();
        var layout = new ChunkLayout(ChunkLayout.DefaultChunkSize);
        var source = new DigestingStream(plaintext);
        EncryptedFile file;
        using (var cipher = new FileCipher(suite, contentKey, envelope.ToString(), own.Encryption.KeyId, layout))
        await using (var target = new FileStream(ciphertextPath, FileMode.Create, FileAccess.Write, FileShare.None, 128 * 1024, useAsync: true))
            file = await cipher.EncryptAsync(source, target, cancellation);

        var terms = offer.Descriptor;
        var header = new BidHeader(terms.Hub, terms.Platform, offer.PlatformKeyId, terms.Opening, terms.EarliestStart, lot, envelope, own.Enterprise,
            own.Signing.KeyId, own.Encryption.KeyId, fileName, suite.Name, layout.ChunkSize, file.CiphertextLength, file.CiphertextDigest);
        var bytes = header.Encode();
        var context = BidContext.Of(bytes);
        var joined = BidContext.Join(contentKey.Bytes, context);
        try
        {
            return new BidFile(header, bytes, BidContext.Commit(context, contentKey.Bytes), ciphertextPath, source.Finish()) { SealedKey = own.Encryption.PublicKey.Seal(joined) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(joined);
        }
    }
}
