using Microsoft.AspNetCore.Http;

namespace Hub.Gateway.Problems;

/// <summary>
/// "Not found, or not yours" comes a multiple of a fixed time after all of the call was there: an id that is real and somebody else's is in memory, an invented one is looked for on disk, and
/// the difference would tell (D10). The time runs from the beginning, so that nothing of what was done meanwhile is left in it, however long that took. Only such an answer costs a timer.
/// </summary>
internal sealed class EvenAnswer
{
    /// <summary>Far more than either takes on a day without trouble.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    // The very clock that timers go by: what it steps over is stepped over by both, so that no part of a step tells how much was done before the wait began.
    private readonly long _began = Environment.TickCount64;

    /// <summary>From now on.</summary>
    public static void Begin(HttpContext context) => context.Features.Set(new EvenAnswer());

    /// <summary>Ends when this answer may go.</summary>
    public static Task DueAsync(HttpContext context, ProblemType type) => type == ProblemTable.NotFound && context.Features.Get<EvenAnswer>() is { } even
        ? Task.Delay(Rest(TimeSpan.FromMilliseconds(Environment.TickCount64 - even._began)), TimeProvider.System, context.RequestAborted)
        : Task.CompletedTask;

    /// <summary>How long an answer waits that was found after so long: until the next multiple of <see cref="Pace"/>, never less than a moment.</summary>
    internal static TimeSpan Rest(TimeSpan passed) => Pace - TimeSpan.FromTicks(passed.Ticks % Pace.Ticks);
}
