using Orleans.Concurrency;

namespace Hub.Grains.Contracts;

/// <summary>An enterprise (企业): the owner of data and of certificates (B4). Key: <c>en-</c> and its credit code.</summary>
[Alias("Hub.IEnterpriseGrain")]
public interface IEnterpriseGrain : IGrainWithStringKey
{
    /// <summary>One of its certificates was issued. Called before the certificate is stored, so that none is missing here; at most 1,000.</summary>
    [Alias("AddCertificate")] Task<Outcome<JoinedEnterprise>> AddCertificate(string name, string signKeyId);

    /// <summary>The certificate was not stored after all: somebody else has its phone. Again, or of one that is not here: nothing.</summary>
    [Alias("RemoveCertificate")] Task RemoveCertificate(string signKeyId);

    /// <summary>Name and certificates; NotFound if it has none here.</summary>
    [Alias("Identify"), AlwaysInterleave] Task<Outcome<EnterpriseIdentity>> Identify();

    /// <summary>Suspends or resumes all its certificates, before the answer. Operator's action.</summary>
    [Alias("SetSuspended")] Task<Outcome<Done>> SetSuspended(bool suspended, OperatorAction action);
}

/// <summary>An enterprise.</summary>
[GenerateSerializer, Immutable, Alias("Hub.EnterpriseIdentity")]
public sealed record EnterpriseIdentity(string EnterpriseId, string Name, bool Suspended, IReadOnlyList<string> SignKeyIds);

/// <summary>A certificate belongs to its enterprise now.</summary>
/// <param name="Suspended">The enterprise is suspended, so the certificate is too.</param>
[GenerateSerializer, Immutable, Alias("Hub.JoinedEnterprise")]
public sealed record JoinedEnterprise(bool Suspended);
