using System.Security.Cryptography;

namespace Demo.Bidders;

/// <summary>Makes a bid file of random bytes: what it says does not matter, and nothing about it can be guessed.</summary>
internal static class PlainFile
{
    private const int Piece = 1024 * 1024;

    public static async Task WriteAsync(string path, long size, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path) && new FileInfo(path).Length == size)
            return;
        var buffer = new byte[Math.Min(size, Piece)];
        await using var file = File.Create(path);
        for (var left = size; left > 0; left -= buffer.Length)
        {
            var piece = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
            RandomNumberGenerator.Fill(piece.Span);
            await file.WriteAsync(piece, cancellation);
        }
    }
}
