using Hub.Cryptography;

namespace TradingPlatform.Feed;

/// <summary>A new file, written once from front to back, and the SM3 of what was written.</summary>
internal sealed class DigestingFile(string path) : Stream
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
    private readonly Sm3Hasher _digest = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => throw new NotSupportedException();
    }

    /// <summary>The digest; returns when the file is on disk.</summary>
    public Sm3Digest Finish()
    {
        _file.Flush(flushToDisk: true);
        return _digest.Finish();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _digest.Append(buffer.Span);
        await _file.WriteAsync(buffer, cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        _digest.Append(buffer.AsSpan(offset, count));
        _file.Write(buffer, offset, count);
    }

    public override void Flush() => _file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }
}
