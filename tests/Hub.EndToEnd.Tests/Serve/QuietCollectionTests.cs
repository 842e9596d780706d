using Hub.Standalone.Serve;

namespace Hub.EndToEnd.Tests.Serve;

public sealed class QuietCollectionTests
{
    private const long MiB = 1 << 20;

    private readonly QuietCollectionRule _rule = new();
    private long _allocated;
    private int _collections;

    [Fact]
    public void What_thousands_of_pages_left_is_collected_twice_in_the_quiet_after_them()
    {
        Assert.False(Second(90 * MiB));
        Assert.True(Second(5 * MiB, isCollected: true));
        Assert.True(Second(5 * MiB, isCollected: true));
        Assert.False(Second(5 * MiB));
    }

    [Fact]
    public void A_second_in_which_phones_answer_is_left_alone()
    {
        for (var second = 0; second < 60; second++)
            Assert.False(Second(130 * MiB));
    }

    [Fact]
    public void Little_garbage_waits_until_there_is_more()
    {
        for (var second = 0; second < 6; second++)
            Assert.False(Second(5 * MiB));
        Assert.True(Second(5 * MiB, isCollected: true));
    }

    [Fact]
    public void What_the_runtime_collected_by_itself_is_not_collected_again()
    {
        Assert.False(Second(90 * MiB));
        _collections++;
        Assert.False(Second(5 * MiB));
    }

    private bool Second(long allocated, bool isCollected = false)
    {
        var due = _rule.IsDue(_allocated += allocated, _collections);
        if (isCollected)
            _collections++;
        return due;
    }
}
