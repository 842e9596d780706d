using Orleans.Concurrency;

namespace Hub.Grains.Contracts;

/// <summary>A certificate authority (CA 证书机构) and its CRL. Key: the authority id.</summary>
[Alias("Hub.IAuthorityGrain")]
public interface IAuthorityGrain : IGrainWithStringKey
{
    /// <summary>Makes the authority or changes it. Operator's action; its root becomes an anchor. A removed one is trusted again, its certificates with it; a chain that a CRL in force names is refused,
    /// and so is another issuing key unless the authority was revoked: it takes an id of its own.</summary>
    /// <param name="url">Where its certificate interface is.</param>
    /// <param name="chain">The issuing certificate first, its self-signed root last (may be the same one), DER.</param>
    [Alias("Put")] Task<Outcome<AnchorsChange>> Put(string name, string url, IReadOnlyList<byte[]> chain, OperatorAction action);

    /// <summary>
    /// Trusts it no longer. Operator's action: its root is an anchor no more unless another authority has the same, no code of it is taken, and every certificate that it issued
    /// here may do nothing any more, before the answer. Again: the same, for what an action that fell in between has left.
    /// </summary>
    [Alias("Remove")] Task<Outcome<AnchorsChange>> Remove(OperatorAction action);

    /// <summary>Who it is.</summary>
    [Alias("Identify"), AlwaysInterleave] Task<Outcome<AuthorityIdentity>> Identify();

    /// <summary>
    /// Takes a CRL: every certificate that it names is revoked here before the answer. One that names a certificate of the authority's own chain stops all that it issued, until the operator
    /// puts another chain.
    /// </summary>
    [Alias("TakeCrl")] Task<Outcome<TakenCrl>> TakeCrl(byte[] crl, DateTimeOffset now);

    /// <summary>
    /// Whether a CRL that is in force, or is being taken at this moment, lists the serial number; null if none does. A certificate that is stored asks this
    /// afterwards, so that a CRL that came at the same time and did not find it yet still counts.
    /// </summary>
    /// <param name="serials">In lower-case hex, any of them.</param>
    [Alias("FindListed"), AlwaysInterleave] Task<ListedRevocation?> FindListed(IReadOnlyList<string> serials);
}

/// <summary>An authority.</summary>
/// <param name="Crls">In force, DER: at most one of each certificate of the chain; a root's says whether the issuing certificate still stands.</param>
[GenerateSerializer, Immutable, Alias("Hub.AuthorityIdentity")]
public sealed record AuthorityIdentity(string AuthorityId, string Name, string Url, IReadOnlyList<byte[]> Chain, IReadOnlyList<byte[]> Crls)
{
    /// <summary>From how many bytes on a list is so long that its CA should be asked for shorter ones: every phone loads it with every decrypt statement.</summary>
    public const int LongCrl = 512 * 1024;

    /// <summary>When a CRL named a certificate of the chain, or is being taken that does: nothing that it issued is in force, and no code of it is taken. Null while none did.</summary>
    [Id(0)] public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>What an operator's action made of the anchors. Codes that CAs have given out carry the SM3 of those before, and are refused once they change.</summary>
/// <param name="Anchors">SM3 of <c>anchors/1</c> as they are now; empty if there is no authority any more.</param>
/// <param name="Changed">They are others than before.</param>
[GenerateSerializer, Immutable, Alias("Hub.AnchorsChange")]
public sealed record AnchorsChange(string Anchors, bool Changed)
{
    /// <summary>Authorities with the same root.</summary>
    [Id(0)] public IReadOnlyList<string> SameRoot { get; init; } = [];

    /// <summary>Authorities whose issuing certificate has the same name.</summary>
    [Id(1)] public IReadOnlyList<string> SameIssuer { get; init; } = [];

    /// <summary>How many certificates are no longer in force by it.</summary>
    [Id(2)] public int Certificates { get; init; }
}

/// <summary>A CRL is in force.</summary>
/// <param name="Revoked">How many certificates of this hub changed.</param>
[GenerateSerializer, Immutable, Alias("Hub.TakenCrl")]
public sealed record TakenCrl(string Number, int Revoked);

/// <summary>An entry of a CRL.</summary>
/// <param name="Reason">The name of RFC 5280 §5.3.1, such as <c>keyCompromise</c>.</param>
[GenerateSerializer, Immutable, Alias("Hub.ListedRevocation")]
public sealed record ListedRevocation(DateTimeOffset RevokedAt, string Reason);
