using System.Buffers;
using Hub.Cryptography;
using SampleProcess;

namespace TradingPlatform.Bids;

/// <summary>What came of taking in a ciphertext.</summary>
internal enum Intake
{
    /// <summary>It is on disk, and is what the header says.</summary>
    Stored,

    /// <summary>Shorter or longer than the header says.</summary>
    WrongLength,

    /// <summary>Of the right length, and other bytes.</summary>
    WrongDigest,
}

/// <summary>Streams a ciphertext to disk, bounded by the header's length, and compares its SM3 before it takes the file's name.</summary>
internal static class CiphertextIntake
{
    private const int BufferLength = 256 * 1024;

    public static async Task<Intake> TakeAsync(Stream body, string path, BidHeader header, CancellationToken cancellation)
    {
        var beside = path + "." + Path.GetRandomFileName() + ".new";
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            var digest = new Sm3Hasher();
            long length = 0;
            await using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0;)
                {
                    if ((length += read) > header.Length)
                        return Intake.WrongLength;
                    digest.Append(buffer.AsSpan(0, read));
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }
                file.Flush(flushToDisk: true);
            }
            if (length != header.Length)
                return Intake.WrongLength;
            if (digest.Finish() != header.Digest)
                return Intake.WrongDigest;
            DurableFile.TakeName(beside, path);
            return Intake.Stored;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            File.Delete(beside);
        }
    }
}
