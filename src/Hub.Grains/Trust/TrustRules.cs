using Hub.Cryptography;

namespace Hub.Grains.Trust;

/// <summary>What the list of known parties takes.</summary>
internal static class TrustRules
{
    /// <summary>The most authorities, and the most platforms.</summary>
    public const int MaxParties = 1000;

    /// <summary>The most different roots: as many as <c>anchors/1</c> holds.</summary>
    public const int MaxRoots = 32;

    /// <summary>The different roots, in the order in which they came.</summary>
    public static IReadOnlyList<byte[]> Roots(TrustState state) =>
        [.. state.Authorities.Select(authority => authority.Root).DistinctBy(Convert.ToHexString)];

    /// <summary>The state with this authority and root, its anchors made anew if the roots changed.</summary>
    /// <returns>The same state if nothing changes; null if there is no room, with the limit.</returns>
    public static (TrustState? Next, int Limit) WithAuthority(TrustState state, string authorityId, byte[] root, HubId hub, Sm2PublicKey hubKey)
    {
        var known = state.Authorities.FirstOrDefault(authority => authority.Id == authorityId);
        if (known is not null && known.Root.AsSpan().SequenceEqual(root))
            return (state, 0);
        if (known is null && state.Authorities.Count >= MaxParties)
            return (null, MaxParties);
        var entry = new TrustedAuthority { Id = authorityId, Root = root };
        var next = state with
        {
            Authorities = known is null ? [.. state.Authorities, entry] : [.. state.Authorities.Select(authority => authority == known ? entry : authority)],
        };
        var roots = Roots(next);
        if (roots.Count > MaxRoots)
            return (null, MaxRoots);
        return (next with { Anchors = new Anchors(hub, [hubKey.Spki.ToArray()], roots).Encode() }, 0);
    }

    /// <summary>The state without this authority, its anchors made anew if a root went with it; the same state if it is not there.</summary>
    public static TrustState WithoutAuthority(TrustState state, string authorityId, HubId hub, Sm2PublicKey hubKey)
    {
        if (state.Authorities.All(authority => authority.Id != authorityId))
            return state;
        var next = state with { Authorities = [.. state.Authorities.Where(authority => authority.Id != authorityId)] };
        var roots = Roots(next);
        return next with { Anchors = roots.Count == 0 ? [] : new Anchors(hub, [hubKey.Spki.ToArray()], roots).Encode() };
    }

    /// <summary>The other authorities that have this one's root.</summary>
    public static IReadOnlyList<string> WithSameRoot(TrustState state, string authorityId) =>
        state.Authorities.FirstOrDefault(authority => authority.Id == authorityId) is { } own
            ? [.. state.Authorities.Where(other => other.Id != authorityId && other.Root.AsSpan().SequenceEqual(own.Root)).Select(other => other.Id)]
            : [];

    /// <summary>The state with this platform; the same one if it is there, null if there is no room.</summary>
    public static TrustState? WithPlatform(TrustState state, string platformId)
    {
        if (state.Platforms.Contains(platformId))
            return state;
        return state.Platforms.Count >= MaxParties ? null : state with { Platforms = [.. state.Platforms, platformId] };
    }
}
