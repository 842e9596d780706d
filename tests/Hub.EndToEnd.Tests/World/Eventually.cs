namespace Hub.EndToEnd.Tests.World;

/// <summary>Waits by asking again, up to a deadline that only a broken hub reaches.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(15);

    public static Task TrueAsync(Func<bool> holds, string what) => TrueAsync(() => Task.FromResult(holds()), what);

    public static async Task TrueAsync(Func<Task<bool>> holds, string what)
    {
        var until = DateTimeOffset.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTimeOffset.UtcNow < until, what + " did not come true");
            await Task.Delay(Between);
        }
    }

    /// <summary>Waits for a moment of the clock that test and hub share.</summary>
    public static Task ReachedAsync(DateTimeOffset moment) => TrueAsync(() => DateTimeOffset.UtcNow >= moment, "the time " + moment.ToString("O"));
}
