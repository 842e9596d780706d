namespace Hub.Cryptography.Tests;

public sealed class DeviceKeyCacheTests
{
    [Fact]
    public void The_same_bytes_give_the_same_object_and_other_bytes_their_own()
    {
        var cache = new DeviceKeyCache();
        var (one, other) = (Spki(), Spki());
        Assert.True(cache.TryGetOrParse(one, out var first));
        Assert.True(cache.TryGetOrParse(one, out var again));
        Assert.True(cache.TryGetOrParse(other, out var second));
        Assert.Same(first, again);
        Assert.Equal(other, second.Spki);
    }

    [Fact]
    public void What_is_no_key_is_refused_and_not_kept()
    {
        var cache = new DeviceKeyCache();
        var spki = Spki();
        spki[^1] ^= 1;
        Assert.False(cache.TryGetOrParse(spki, out _));
        Assert.False(cache.TryGetOrParse([], out _));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void The_bound_holds_and_a_key_in_use_stays()
    {
        var cache = new DeviceKeyCache(capacity: 4);
        var used = Spki();
        Assert.True(cache.TryGetOrParse(used, out var first));
        for (var i = 0; i < 20; i++)
        {
            Assert.True(cache.TryGetOrParse(Spki(), out _));
            Assert.True(cache.TryGetOrParse(used, out var again));
            Assert.Same(first, again);
            Assert.InRange(cache.Count, 1, 4);
        }
    }

    private static byte[] Spki()
    {
        using var key = DeviceKey.Generate();
        return key.PublicKey.Spki.ToArray();
    }
}
