using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

/// <summary>
/// Which state a tile shows when a bidder's certificates stand differently: the one furthest from "done", so that a bidder's tile turns good only when all of it is.
/// From worst to best: rejected, waiting, scanned, late, failed, partial, admitted, answered, opened.
/// </summary>
internal static class TileOrder
{
    private static readonly string[] FromWorst =
    [
        TileState.Rejected, TileState.Waiting, TileState.Scanned, TileState.Late, TileState.Failed, TileState.Partial, TileState.Admitted, TileState.Answered, TileState.Opened,
    ];

    /// <summary>0 for the worst.</summary>
    /// <exception cref="ArgumentException">Not a state of a tile.</exception>
    internal static int Rank(string state) =>
        Array.IndexOf(FromWorst, state) is >= 0 and var rank ? rank : throw new ArgumentException("Not a state of a tile.", nameof(state));

    /// <summary>Whether an answer counts, whatever became of the files.</summary>
    internal static bool HasAnswer(string state) => state is TileState.Answered or TileState.Partial or TileState.Admitted or TileState.Opened or TileState.Failed;

    /// <summary>Whether the word is a state of a tile.</summary>
    internal static bool IsState(string state) => Array.IndexOf(FromWorst, state) >= 0;
}
