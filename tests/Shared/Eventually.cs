using System.Runtime.CompilerServices;

namespace Hub.Tests.Shared;

/// <summary>Waits by asking again, up to a deadline that only a broken hub reaches.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(15);

    public static Task TrueAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "") => TrueAsync(() => Task.FromResult(holds()), what);

    public static async Task TrueAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, what + " did not come true");
            await Task.Delay(Between);
        }
    }

    /// <summary>Waits for a moment of the clock that test and hub share.</summary>
    public static async Task ReachedAsync(DateTimeOffset moment)
    {
        // However far it is: a clock that runs comes there.
        while (moment - DateTimeOffset.UtcNow is var left && left > TimeSpan.Zero)
            await Task.Delay(left < Between ? left : Between);
    }
}
