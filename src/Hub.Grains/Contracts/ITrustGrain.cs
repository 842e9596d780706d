using Orleans.Concurrency;

namespace Hub.Grains.Contracts;

/// <summary>Whom this hub knows: the roots that make <c>anchors/1</c>, its authorities and its platforms. One grain, key <c>trust</c>.</summary>
[Alias("Hub.ITrustGrain")]
public interface ITrustGrain : IGrainWithStringKey
{
    /// <summary>Its one key.</summary>
    public const string Key = "trust";

    /// <summary>Adds an authority and its root, or replaces its root; <c>anchors/1</c> changes. At most 32 different roots.</summary>
    [Alias("AddAuthority")] Task<Outcome<AnchorsChange>> AddAuthority(string authorityId, byte[] root, OperatorAction action);

    /// <summary>Takes an authority off the list; <c>anchors/1</c> changes unless another one has its root. Of one that is not there nothing changes.</summary>
    [Alias("RemoveAuthority")] Task<Outcome<AnchorsChange>> RemoveAuthority(string authorityId, OperatorAction action);

    /// <summary>Adds a platform to the list. At most 1,000.</summary>
    [Alias("AddPlatform")] Task<Outcome<Done>> AddPlatform(string platformId, OperatorAction action);

    /// <summary>Roots, ids, and the bytes of <c>anchors/1</c>.</summary>
    [Alias("Read"), AlwaysInterleave] Task<TrustSnapshot> Read();
}

/// <summary>Whom the hub knows.</summary>
/// <param name="Anchors">Bytes of <c>anchors/1</c>; empty before the first authority.</param>
[GenerateSerializer, Immutable, Alias("Hub.TrustSnapshot")]
public sealed record TrustSnapshot(IReadOnlyList<byte[]> Roots, IReadOnlyList<string> Authorities, IReadOnlyList<string> Platforms, byte[] Anchors, byte[] HubKey);
