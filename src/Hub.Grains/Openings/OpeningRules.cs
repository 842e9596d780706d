using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

/// <summary>Everything that is decided about an opening, as functions of its state, a command and a moment (D3, D10, D11; protocol sections 3.4 to 3.6).</summary>
internal static partial class OpeningRules
{
    /// <summary>The most generations of a descriptor.</summary>
    internal const int MaxGenerations = 64;

    /// <summary>The most envelopes of an opening.</summary>
    internal const int MaxEnvelopes = 20_000;

    /// <summary>The most amendments: one for every late answer of a big opening, and some.</summary>
    internal const int MaxAmendments = 5_000;

    /// <summary>A word of <see cref="OpeningPhase"/>.</summary>
    internal static string Phase(OpeningState state, DateTimeOffset now) => state switch
    {
        { Freeze: null } => OpeningPhase.Registered,
        { Window: { } window } when window.Contains(now) => OpeningPhase.Started,
        { Window: { } window } when window.IsOver(now) => OpeningPhase.Closed,
        _ => OpeningPhase.Frozen,
    };

    /// <summary>The next moment at which the phase changes by itself; null if none will.</summary>
    internal static DateTimeOffset? NextChange(OpeningState state, DateTimeOffset now) =>
        state.Window is not { } window || window.IsOver(now) ? null : window.IsAhead(now) ? window.Start : window.End;

    /// <summary>The terms at a moment. Until the freeze a start by clock is announced as long as it is ahead; nothing starts without the freeze.</summary>
    internal static OpeningTerms Terms(OpeningState state, DateTimeOffset now)
    {
        var terms = state.Current.Terms;
        var announced = state.Freeze is null && terms.Start == OpeningStart.Clock && now < terms.EarliestStart ? terms.EarliestStart : (DateTimeOffset?)null;
        return new OpeningTerms(
            terms.Opening.ToString(), state.PlatformId, terms.Name, Phase(state, now), terms.Generation, terms.Start, terms.Deadline, terms.EarliestStart,
            state.OpensAt ?? announced, state.ClosesAt, terms.PhonesAllowed, state.Amendments.Count)
        {
            Lots = state.Current.Names.Lots,
            PlatformKeyIds = state.Current.Names.KeyIds,
        };
    }

    private static OpeningDecision.Refused Refuse(Refusal why) => new(why);
}
