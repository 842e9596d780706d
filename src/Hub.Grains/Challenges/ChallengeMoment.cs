using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

/// <summary>Where an arrival lies: before, in, or after the time in which a challenge takes answers. A closed set.</summary>
internal abstract record ChallengeMoment
{
    private ChallengeMoment()
    {
    }

    /// <summary>
    /// Places <paramref name="arrival"/>. A window has its start in and its end out; nothing starts without a freeze. The secret of who bids (D10) ends with the start of the
    /// opening, for every kind.
    /// </summary>
    public static ChallengeMoment Of(ChallengeState state, OpeningTerms terms, DateTimeOffset arrival)
    {
        var started = HasStarted(terms, arrival);
        if (!ChallengeTraits.Of(state.Kind).ByWindow)
            return arrival < state.Expires ? new Within(!started) : new Expired(state.Expires!.Value, !started);
        if (!started)
            return new Before(terms.OpensAt ?? terms.EarliestStart);
        return terms.ClosesAt is { } end && arrival >= end ? new After(terms.OpensAt!.Value, end) : new Within(false);
    }

    /// <summary>Whether the opening had started at that time.</summary>
    public static bool HasStarted(OpeningTerms terms, DateTimeOffset at) =>
        terms.Phase != OpeningPhase.Registered && terms.OpensAt is { } start && at >= start;

    /// <summary>Nobody but the platform and the holder may notice that there is such a challenge.</summary>
    public abstract bool IsSecret { get; }

    /// <summary>The opening has not started.</summary>
    /// <param name="OpensAt">When it will, as far as is known: not before.</param>
    public sealed record Before(DateTimeOffset OpensAt) : ChallengeMoment
    {
        public override bool IsSecret => true;
    }

    /// <summary>An answer counts.</summary>
    public sealed record Within(bool Secret) : ChallengeMoment
    {
        public override bool IsSecret => Secret;
    }

    /// <summary>The window was closed.</summary>
    public sealed record After(DateTimeOffset OpensAt, DateTimeOffset ClosesAt) : ChallengeMoment
    {
        public override bool IsSecret => false;
    }

    /// <summary>Its own expiry has passed.</summary>
    public sealed record Expired(DateTimeOffset Expires, bool Secret) : ChallengeMoment
    {
        public override bool IsSecret => Secret;
    }
}
