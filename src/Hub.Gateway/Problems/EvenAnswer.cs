using Microsoft.AspNetCore.Http;

namespace Hub.Gateway.Problems;

/// <summary>
/// "Not found, or not yours" comes when a fixed time has passed since all of the call was there: an id that is real and somebody else's is in memory, an invented one is looked for on disk, and
/// the difference would tell (D10). The time runs from the beginning, so that nothing of what was done meanwhile is left in it.
/// </summary>
internal sealed class EvenAnswer
{
    /// <summary>Far more than either takes.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    // The machine's own clock: what is evened out is real time.
    private readonly Task _due = Task.Delay(Pace, TimeProvider.System);

    /// <summary>From now on.</summary>
    public static void Begin(HttpContext context) => context.Features.Set(new EvenAnswer());

    /// <summary>Ends when this answer may go.</summary>
    public static Task DueAsync(HttpContext context, ProblemType type) =>
        type == ProblemTable.NotFound && context.Features.Get<EvenAnswer>() is { } even ? even._due.WaitAsync(context.RequestAborted) : Task.CompletedTask;
}
