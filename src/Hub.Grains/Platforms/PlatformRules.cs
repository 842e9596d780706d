using System.Security.Cryptography;
using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Platforms;

/// <summary>What a platform's credentials and keys must be.</summary>
internal static class PlatformRules
{
    /// <summary>The most credentials at once: enough to change one while another works.</summary>
    public const int MaxCredentials = 5;

    private const int MaxLabel = 32;

    /// <summary>Null if a credential of this label can be added.</summary>
    public static Refusal? RefuseCredential(PlatformState state, string label)
    {
        if (label.Length is < 1 or > MaxLabel || !label.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
            return new Malformed($"label is not 1 to {MaxLabel} of [A-Za-z0-9_-]");
        if (state.Credentials.Any(credential => credential.Label == label))
            return new Malformed("label is in use");
        return state.Credentials.Count >= MaxCredentials ? new TooMany(MaxCredentials) : null;
    }

    /// <summary>Whether the digest is that of one of the credentials. Looks at all of them, in constant time each.</summary>
    public static bool IsAuthentic(PlatformState state, byte[] secretDigest)
    {
        var found = false;
        foreach (var credential in state.Credentials)
            found |= CryptographicOperations.FixedTimeEquals(credential.Digest, secretDigest);
        return found;
    }

    /// <summary>Decides on a successor of the descriptor key, up to whether its certificate leads to an anchor.</summary>
    /// <param name="state">The platform.</param>
    /// <param name="hubId">Of this hub.</param>
    /// <param name="platformId">Of the platform.</param>
    /// <param name="body"><c>succession/1</c> signed by the key in force.</param>
    public static SuccessionDecision Succeed(PlatformState state, string hubId, string platformId, SignedBody body)
    {
        if (state.Successions.Any(known => known.Record.AsSpan().SequenceEqual(body.Record)))
            return new SuccessionDecision.Repeated();
        if (!Succession.TryParse(body.Record, out var succession, out var defect))
            return new SuccessionDecision.Refused(new Malformed(defect));
        if (succession.Hub.ToString() != hubId || succession.Platform.ToString() != platformId)
            return new SuccessionDecision.Refused(new Malformed(succession.Hub.ToString() != hubId ? "record.hub is another" : "record.platform is another"));
        if (!Sm2Certificate.TryParse(state.Chain[0], out var inForce) || succession.OldKeyId != inForce.KeyId)
            return new SuccessionDecision.Refused(new DescriptorSigner("oldKeyId is not in force"));
        if (!inForce.PublicKey.Verify(body.Record, body.Signature))
            return new SuccessionDecision.Refused(new BadSignature("signature"));
        if (!Sm2Certificate.TryParse(succession.NewCertificate, out var successor))
            return new SuccessionDecision.Refused(new RequestInvalid("newCertificate"));
        // A key that comes back would make a ring of the chain.
        if (Keys(state).Append(inForce.KeyId).Contains(successor.KeyId))
            return new SuccessionDecision.Refused(new DescriptorSigner("newCertificate has a key that was in force before"));
        return state.Successions.Count >= Succession.MaxChain
            ? new SuccessionDecision.Refused(new TooMany(Succession.MaxChain))
            : new SuccessionDecision.Successor(successor);
    }

    private static IEnumerable<KeyId> Keys(PlatformState state) =>
        state.Successions.Select(body => Succession.TryParse(body.Record, out var succession, out _) ? succession.OldKeyId : default);
}

/// <summary>What becomes of a succession.</summary>
internal abstract record SuccessionDecision
{
    /// <summary>Find its way to an anchor, then commit.</summary>
    public sealed record Successor(Sm2Certificate Certificate) : SuccessionDecision;

    /// <summary>The same record again.</summary>
    public sealed record Repeated : SuccessionDecision;

    /// <summary>Refused.</summary>
    public sealed record Refused(Refusal Why) : SuccessionDecision;
}
