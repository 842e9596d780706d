using Hub.Cryptography;

namespace Bidder;

/// <summary>Passes a plaintext on as it is read and takes its SM3. Read only, once, from its beginning.</summary>
internal sealed class DigestingStream(Stream inner) : Stream
{
    private readonly Sm3Hasher _hasher = new();

    public Sm3Digest Finish() => _hasher.Finish();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Seen(buffer.AsSpan(offset), inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Seen(buffer.Span, read);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Seen(ReadOnlySpan<byte> buffer, int read)
    {
        _hasher.Append(buffer[..read]);
        return read;
    }
}
