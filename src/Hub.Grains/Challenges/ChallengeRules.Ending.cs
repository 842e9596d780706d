using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

internal static partial class ChallengeRules
{
    /// <summary>The holder refuses, proven by the device key.</summary>
    public static ChangeDecision DecideRejection(
        ChallengeState state, ChallengeMoment moment, ChallengeCaller caller, HeldRejection rejection)
    {
        if (WhyNotThisCaller(moment, caller) is { } stranger)
            return new ChangeDecision.Refused(stranger);
        // Posted again because its answer was lost: also when it was final.
        if (state.Rejection is { } known && known.Record.AsSpan().SequenceEqual(rejection.Record) && state.Answer is null)
            return new ChangeDecision.Nothing();
        if (WhyNot(state, moment, rejection.Arrival) is { } refusal)
            return new ChangeDecision.Refused(refusal);
        var next = state with { Changes = state.Changes + 1, Rejection = rejection };
        return new ChangeDecision.Changed(ChallengeTraits.Of(state.Kind).ReopensOnRejection
            ? next
            : next with { Status = ChallengeWord.Rejected, DecidedAt = rejection.Arrival });
    }

    /// <summary>The platform takes the challenge back.</summary>
    public static ChangeDecision DecideCancel(ChallengeState state, ChallengeMoment moment, string platformId, DateTimeOffset now)
    {
        if (state.PlatformId != platformId || !ChallengeTraits.Of(state.Kind).CanBeCancelled)
            return new ChangeDecision.Refused(new NotFound());
        if (state.Status == ChallengeWord.Cancelled)
            return new ChangeDecision.Nothing();
        return WhyNot(state, moment, now) is { } refusal
            ? new ChangeDecision.Refused(refusal)
            : new ChangeDecision.Changed(state with { Changes = state.Changes + 1, Status = ChallengeWord.Cancelled, DecidedAt = now });
    }

    /// <summary>The platform says what it found in the files; a later report of a file replaces the earlier one.</summary>
    public static ChangeDecision DecideReport(ChallengeState state, string platformId, string openingId, IReadOnlyList<FileReport> files)
    {
        if (state.PlatformId != platformId || state.OpeningId != openingId || !ChallengeTraits.Of(state.Kind).OnBoard || state.Answer is null)
            return new ChangeDecision.Refused(new NotFound());
        for (var i = 0; i < files.Count; i++)
        {
            if (state.Envelopes.All(held => held.EnvelopeId != files[i].EnvelopeId))
                return new ChangeDecision.Refused(new EnvelopeUnknown($"files[{i}].envelope"));
        }
        var reported = files.Select(file => new HeldFile(file.EnvelopeId, file.Opened, file.Opened ? null : file.Reason));
        var merged = state.Files.Concat(reported).GroupBy(file => file.EnvelopeId, StringComparer.Ordinal).Select(reports => reports.Last()).ToList();
        return merged.SequenceEqual(state.Files)
            ? new ChangeDecision.Nothing()
            : new ChangeDecision.Changed(state with { Changes = state.Changes + 1, Files = merged });
    }
}

/// <summary>What a command without an answer of its own gets.</summary>
internal abstract record ChangeDecision
{
    private ChangeDecision()
    {
    }

    public sealed record Refused(Refusal Refusal) : ChangeDecision;

    /// <summary>It is so already.</summary>
    public sealed record Nothing : ChangeDecision;

    public sealed record Changed(ChallengeState Next) : ChangeDecision;
}
