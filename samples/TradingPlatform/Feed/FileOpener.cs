using System.Security.Cryptography;
using Hub.Cryptography;
using SampleProcess;
using TradingPlatform.Openings;

namespace TradingPlatform.Feed;

/// <summary>Opens one file (protocol section 4.5): opening key, context, commitment, file. Whatever is wrong with one concerns no other.</summary>
internal static class FileOpener
{
    /// <exception cref="IOException">The disk failed: nothing is decided, and the same may be tried again.</exception>
    public static async Task<ResultRow> OpenAsync(Opening opening, EnvelopeRow row, EnvelopeResult result, CancellationToken cancellation)
    {
        var fresh = new ResultRow { Envelope = result.Envelope.ToString(), Challenge = row.Challenge };
        if (result.Error is { } error)
            return Failed(fresh, "phone: " + error);
        if (!opening.Key.TryUnseal(result.Sealed, out var joined))
            return Failed(fresh, "sealed key does not open with the opening key");
        var header = row.ReadHeader();
        var keyBytes = new byte[ContentKey.Length];
        try
        {
            if (!BidContext.TrySplit(joined, keyBytes, out var context) || context != BidContext.Of(row.Header))
                return Failed(fresh, "sealed key is of another header");
            if (BidContext.Commit(context, keyBytes) != Sm3Digest.Parse(row.Commitment))
                return Failed(fresh, "content key is not the one that the bidder committed to");
            using var key = ContentKey.FromBytes(keyBytes);
            return await DecryptAsync(opening, header, key, fresh, cancellation);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(joined);
            CryptographicOperations.ZeroMemory(keyBytes);
        }
    }

    private static async Task<ResultRow> DecryptAsync(Opening opening, BidHeader header, ContentKey key, ResultRow fresh, CancellationToken cancellation)
    {
        var source = opening.CiphertextPath(header.Envelope);
        if (!File.Exists(source))
            return Failed(fresh, "ciphertext was never uploaded");
        if (!FileCipherSuite.TryParse(header.Cipher, out var suite))
            return Failed(fresh, "cipher is not known");
        var target = opening.OpenedPath(header.Envelope);
        var beside = target + "." + Path.GetRandomFileName() + ".new";
        try
        {
            FileOpening outcome;
            Sm3Digest digest;
            using (var cipher = new FileCipher(suite, key, header.Envelope.ToString(), header.EncKeyId, new ChunkLayout(header.ChunkSize)))
            await using (var ciphertext = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true))
            await using (var plaintext = new DigestingFile(beside))
            {
                outcome = await cipher.DecryptAsync(ciphertext, plaintext, cancellation);
                digest = plaintext.Finish();
            }
            if (outcome is FileOpening.Damaged damaged)
                return Failed(fresh, $"ciphertext is damaged at chunk {damaged.Chunk}: {damaged.Defect}");
            DurableFile.TakeName(beside, target);
            return fresh with { Outcome = ResultRow.Opened, Size = ((FileOpening.Opened)outcome).PlaintextLength, Digest = digest.ToString() };
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static ResultRow Failed(ResultRow fresh, string reason) => fresh with { Outcome = ResultRow.Failed, Reason = reason };
}
