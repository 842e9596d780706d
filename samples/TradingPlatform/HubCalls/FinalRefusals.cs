using System.Collections.Frozen;

namespace TradingPlatform.HubCalls;

/// <summary>A call after which this platform keeps something until the hub has answered.</summary>
internal enum HubCall
{
    /// <summary>A descriptor.</summary>
    Describe,

    /// <summary>An envelope.</summary>
    Register,

    /// <summary>An order to take envelopes back (撤回).</summary>
    Withdraw,

    /// <summary>An amendment.</summary>
    Amend,

    /// <summary>A successor of the descriptor key.</summary>
    Succeed,

    /// <summary>The statement behind an answer in the feed.</summary>
    ReadStatement,
}

/// <summary>
/// The only answers that end what this platform has on its way to the hub: the protocol's own types (section 9) that the hub says of these bytes after it has looked whether it has them
/// already, so that they mean "not stored". Everything else may be otherwise next time: a proxy's page of whatever status, a credential that is being replaced, an opening that a restore
/// brings back. So the list says what ends, never what does not.
/// </summary>
internal static class FinalRefusals
{
    private static readonly FrozenDictionary<HubCall, FrozenSet<string>> Types = new Dictionary<HubCall, FrozenSet<string>>
    {
        [HubCall.Describe] = Words("malformed", "too-large", "opening-exists", "generation-refused", "opening-frozen", "deadline-passed", "descriptor-signer", "bad-signature", "too-many"),
        // Whatever is wrong with one envelope ends it, since a pending one holds up everybody's freeze.
        [HubCall.Register] = Words("malformed", "too-large", "envelope-conflict", "envelope-unknown", "authorship-invalid", "too-many", "deadline-passed", "opening-frozen", "bad-signature",
            "certificate-revoked", "certificate-expired", "certificate-suspended"),
        [HubCall.Withdraw] = Words("malformed", "too-large", "envelope-unknown", "authorship-invalid", "too-many", "deadline-passed", "opening-frozen", "bad-signature"),
        [HubCall.Amend] = Words("malformed", "too-large", "amendment-order", "amendment-refused", "descriptor-signer", "bad-signature", "too-many"),
        [HubCall.Succeed] = Words("malformed", "too-large", "descriptor-signer", "bad-signature", "request-invalid", "too-many"),
        // One challenge that the hub gives no statement for must not hold up all the others.
        [HubCall.ReadStatement] = Words("not-found", "challenge-unavailable", "not-started").Append(HubProblem.TooLarge.Type).ToFrozenSet(StringComparer.Ordinal),
    }.ToFrozenDictionary();

    /// <summary>Whether the hub has said of this call that it has stored nothing and never will of these bytes.</summary>
    public static bool Ends(this HubProblem problem, HubCall call) => Types[call].Contains(problem.Type);

    private static FrozenSet<string> Words(params IEnumerable<string> words) => words.Select(word => "urn:hub:problem:" + word).ToFrozenSet(StringComparer.Ordinal);
}
