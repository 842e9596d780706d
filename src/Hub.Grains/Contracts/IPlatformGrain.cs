using Orleans.Concurrency;

namespace Hub.Grains.Contracts;

/// <summary>A trading platform (交易平台). Key: the platform id.</summary>
[Alias("Hub.IPlatformGrain")]
public interface IPlatformGrain : IGrainWithStringKey
{
    /// <summary>Makes the platform, or changes its name and certificate. Operator's action.</summary>
    /// <param name="chain">The descriptor certificate, then its issuers without the anchor, DER.</param>
    [Alias("Put")] Task<Outcome<Done>> Put(string name, IReadOnlyList<byte[]> chain, OperatorAction action);

    /// <summary>Makes a credential; the secret is shown this once and kept only as a digest. At most 5.</summary>
    [Alias("AddCredential")] Task<Outcome<NewCredential>> AddCredential(string label, OperatorAction action);

    /// <summary>Ends a credential at once.</summary>
    [Alias("RevokeCredential")] Task<Outcome<Done>> RevokeCredential(string label, OperatorAction action);

    /// <summary>Whether the secret is one of the platform's.</summary>
    /// <param name="secretDigest">SHA-256 of the presented secret.</param>
    [Alias("Authenticate"), AlwaysInterleave] Task<bool> Authenticate(byte[] secretDigest);

    /// <summary>Who it is; refused with NotFound for an unknown one.</summary>
    [Alias("Identify"), AlwaysInterleave] Task<Outcome<PlatformIdentity>> Identify();

    /// <summary>Takes a successor for the descriptor key: <c>succession/1</c> signed by the key in force.</summary>
    [Alias("Succeed")] Task<Outcome<Done>> Succeed(SignedBody succession, DateTimeOffset now);
}

/// <summary>A platform.</summary>
/// <param name="Chain">The certificate in force first.</param>
/// <param name="Successions">Oldest first.</param>
/// <param name="Credentials">Labels only.</param>
[GenerateSerializer, Immutable, Alias("Hub.PlatformIdentity")]
public sealed record PlatformIdentity(string PlatformId, string Name, IReadOnlyList<byte[]> Chain, IReadOnlyList<SignedBody> Successions, IReadOnlyList<string> Credentials);

/// <summary>A credential, shown once: <c>Authorization: Bearer {PlatformId}.{Secret}</c>.</summary>
[GenerateSerializer, Immutable, Alias("Hub.NewCredential")]
public sealed record NewCredential(string PlatformId, string Label, string Secret)
{
    /// <inheritdoc/>
    public override string ToString() => $"{PlatformId}.*** ({Label})";
}

/// <summary>Who acted, for the record of operators' actions.</summary>
/// <param name="Actor">The operator, as the admin program says: the system user.</param>
[GenerateSerializer, Immutable, Alias("Hub.OperatorAction")]
public sealed record OperatorAction(string Actor, DateTimeOffset At);
