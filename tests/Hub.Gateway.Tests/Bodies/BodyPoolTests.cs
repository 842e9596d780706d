using System.Net;
using Hub.Gateway.Bodies;
using Hub.Gateway.Limits;

namespace Hub.Gateway.Tests.Bodies;

public sealed class BodyPoolTests : IDisposable
{
    private readonly BodyPool _pool = new(80);
    private readonly List<CancellationTokenSource> _readings = [];

    public void Dispose() => _readings.ForEach(reading => reading.Dispose());

    private PooledBody Body(byte address)
    {
        var reading = new CancellationTokenSource();
        _readings.Add(reading);
        return new PooledBody(AddressKey.Of(new IPAddress([10, 0, 0, address])), reading);
    }

    private PooledBody Held(byte address, long bytes)
    {
        var body = Body(address);
        Assert.True(_pool.TryHold(body, bytes));
        return body;
    }

    [Fact]
    public void A_full_pool_drops_the_oldest_of_an_address_that_holds_more_than_its_share()
    {
        var quiet = Held(1, 10);
        var (first, second) = (Held(2, 35), Held(2, 35));
        var newcomer = Held(3, 10);
        Assert.Equal((false, true, false, false), (quiet.Dropped, first.Dropped, second.Dropped, newcomer.Dropped));
        Assert.Equal([false, true, false, false], _readings.Select(reading => reading.IsCancellationRequested));
        Assert.False(_pool.TryKeep(first));
        Assert.False(_pool.TryHold(first, 36));
    }

    [Fact]
    public void Where_no_address_holds_more_than_its_share_the_oldest_of_all_goes()
    {
        var bodies = Enumerable.Range(1, 8).Select(address => Held((byte)address, 10)).ToList();
        Held(9, 1);
        Assert.Equal([true, false, false, false, false, false, false, false], bodies.Select(body => body.Dropped));
    }

    [Fact]
    public void A_body_that_is_the_first_to_go_makes_no_room_for_itself()
    {
        var slow = Held(1, 40);
        Held(2, 40);
        Assert.False(_pool.TryHold(slow, 41));
        Assert.True(slow.Dropped);
        Held(3, 40);
    }

    [Fact]
    public void What_has_arrived_is_not_dropped_and_when_there_is_nothing_else_whoever_comes_is_refused_until_it_goes()
    {
        var arrived = Held(1, 80);
        Assert.True(_pool.TryKeep(arrived));
        var newcomer = Body(2);
        Assert.False(_pool.TryHold(newcomer, 1));
        Assert.False(newcomer.Dropped);
        _pool.Release(arrived);
        Assert.True(_pool.TryHold(newcomer, 80));
        Assert.False(arrived.Dropped);
    }

    [Fact]
    public void A_body_that_was_dropped_gives_its_room_back_once()
    {
        var dropped = Held(1, 80);
        var next = Held(2, 80);
        _pool.Release(dropped);
        Assert.True(_pool.TryKeep(next));
        Assert.False(_pool.TryHold(Body(3), 1));
    }
}
