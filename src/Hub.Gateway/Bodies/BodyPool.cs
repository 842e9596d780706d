using Hub.Gateway.Limits;

namespace Hub.Gateway.Bodies;

/// <summary>
/// Room for bodies of one kind. When it is full, a body that is still arriving makes room for the bytes that come: the oldest of an address that holds more than its share, and if there
/// is none, the oldest of all. An honest body is there in a moment, so that whoever wants it dropped must send as much as the whole pool in that moment; how many phones share an address
/// does not matter. What has arrived is never dropped: it is with the grains and gone soon.
/// </summary>
/// <param name="size">Most bytes at once.</param>
internal sealed class BodyPool(long size)
{
    // Of what is arriving; an address may have more as long as there is room.
    private const int Shares = 8;

    private readonly Lock _turn = new();
    private readonly LinkedList<PooledBody> _arriving = [];
    private readonly Dictionary<AddressKey, long> _byAddress = [];
    private long _held;

    /// <summary>The body holds <paramref name="bytes"/> from now on, if that is more than before; false if there is no room, or it was dropped.</summary>
    public bool TryHold(PooledBody body, long bytes)
    {
        lock (_turn)
        {
            if (body.Dropped)
                return false;
            var more = bytes - body.Bytes;
            if (more <= 0)
                return true;
            while (_held + more > size)
            {
                if (FirstToGo() is not { } gone)
                    return false;
                Forget(gone);
                gone.Drop();
                if (gone == body)
                    return false;
            }
            body.Place ??= _arriving.AddLast(body);
            body.Bytes += more;
            _byAddress[body.Address] = _byAddress.GetValueOrDefault(body.Address) + more;
            _held += more;
            return true;
        }
    }

    /// <summary>It is all there and not to be dropped any more; false if it was dropped before.</summary>
    public bool TryKeep(PooledBody body)
    {
        lock (_turn)
        {
            if (body.Place is not null)
                Unlist(body);
            return !body.Dropped;
        }
    }

    /// <summary>It needs no room any more. To be called before the body's token is disposed of.</summary>
    public void Release(PooledBody body)
    {
        lock (_turn)
            Forget(body);
    }

    private PooledBody? FirstToGo()
    {
        for (var at = _arriving.First; at is not null; at = at.Next)
        {
            if (_byAddress[at.Value.Address] > size / Shares)
                return at.Value;
        }
        return _arriving.First?.Value;
    }

    private void Forget(PooledBody body)
    {
        if (body.Place is not null)
            Unlist(body);
        _held -= body.Bytes;
        body.Bytes = 0;
    }

    private void Unlist(PooledBody body)
    {
        _arriving.Remove(body.Place!);
        body.Place = null;
        var left = _byAddress[body.Address] - body.Bytes;
        if (left > 0)
            _byAddress[body.Address] = left;
        else
            _byAddress.Remove(body.Address);
    }
}

/// <summary>A body in a <see cref="BodyPool"/>, which alone changes it.</summary>
/// <param name="address">Whom it comes from.</param>
/// <param name="reading">Ends the reading when it is dropped.</param>
internal sealed class PooledBody(AddressKey address, CancellationTokenSource reading)
{
    public AddressKey Address => address;

    public long Bytes { get; set; }

    /// <summary>Among those that are arriving.</summary>
    public LinkedListNode<PooledBody>? Place { get; set; }

    /// <summary>It had to make room.</summary>
    public bool Dropped { get; private set; }

    public void Drop()
    {
        Dropped = true;
        reading.Cancel();
    }
}
