using System.Buffers;

namespace Hub.Cryptography;

/// <summary>Cuts a stream into chunks of one size, and knows of each whether it is the last: so it reads one ahead.</summary>
internal sealed class ChunkReader(Stream source, int size) : IDisposable
{
    private byte[] _current = ArrayPool<byte>.Shared.Rent(size);
    private byte[] _next = ArrayPool<byte>.Shared.Rent(size);
    private int _nextLength = -1;

    /// <summary>The next chunk, valid until the next call. A stream without bytes is one empty chunk.</summary>
    public async ValueTask<(ReadOnlyMemory<byte> Bytes, bool IsLast)> ReadAsync(CancellationToken cancellation)
    {
        if (_nextLength < 0)
            _nextLength = await FillAsync(cancellation);
        (_current, _next) = (_next, _current);
        var length = _nextLength;
        _nextLength = length < size ? 0 : await FillAsync(cancellation);
        return (_current.AsMemory(0, length), _nextLength == 0);
    }

    /// <summary>Gives the buffers back, cleared: they held a bid.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_current, clearArray: true);
        ArrayPool<byte>.Shared.Return(_next, clearArray: true);
    }

    private ValueTask<int> FillAsync(CancellationToken cancellation) =>
        source.ReadAtLeastAsync(_next.AsMemory(0, size), size, throwOnEndOfStream: false, cancellation);
}
