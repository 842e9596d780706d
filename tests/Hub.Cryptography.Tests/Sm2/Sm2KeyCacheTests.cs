namespace Hub.Cryptography.Tests;

public sealed class Sm2KeyCacheTests
{
    [Fact]
    public void The_same_bytes_give_the_same_object()
    {
        var cache = new Sm2KeyCache();
        var spki = Spki();
        Assert.True(cache.TryGetOrParse(spki, out var first));
        Assert.True(cache.TryGetOrParse(spki, out var second));
        Assert.Same(first, second);
        Assert.True(cache.TryGet(first.KeyId, out var third));
        Assert.Same(first, third);
    }

    [Fact]
    public void What_is_no_key_is_refused_and_not_kept()
    {
        var cache = new Sm2KeyCache();
        var spki = Spki();
        spki[^1] ^= 1;
        Assert.False(cache.TryGetOrParse(spki, out _));
        Assert.False(cache.TryGetOrParse([], out _));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public void The_bound_holds_and_a_key_in_use_stays()
    {
        var cache = new Sm2KeyCache(capacity: 10);
        var used = Spki();
        Assert.True(cache.TryGetOrParse(used, out var first));
        var unused = Spki();
        Assert.True(cache.TryGetOrParse(unused, out var dropped));
        for (var i = 0; i < 50; i++)
        {
            Assert.True(cache.TryGetOrParse(Spki(), out _));
            Assert.True(cache.TryGet(first.KeyId, out var again));
            Assert.Same(first, again);
            Assert.InRange(cache.Count, 1, 10);
        }
        Assert.False(cache.TryGet(dropped.KeyId, out _));
    }

    [Fact]
    public async Task Many_threads_get_one_object()
    {
        var cache = new Sm2KeyCache(capacity: 8);
        var spkis = Enumerable.Range(0, 4).Select(_ => Spki()).ToArray();
        var seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => spkis.Select(spki =>
        {
            Assert.True(cache.TryGetOrParse(spki, out var key));
            return key;
        }).ToArray())));
        for (var i = 0; i < spkis.Length; i++)
            Assert.Single(seen.Select(keys => keys[i]).Distinct());
    }

    [Fact]
    public void A_capacity_below_two_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Sm2KeyCache(1));

    private static byte[] Spki()
    {
        using var key = Sm2PrivateKey.Generate();
        return key.PublicKey.Spki.ToArray();
    }
}
