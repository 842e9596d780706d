namespace Hub.Grains.Contracts;

/// <summary>
/// Why something was refused. Each record is one problem type of the protocol's section 9, with the members that it shows; the gateway maps all of them to
/// problem details in one place. A refusal is an expected answer: nothing was changed by what it refuses.
/// </summary>
[GenerateSerializer, Immutable, Alias("Hub.Refusal")]
public abstract record Refusal
{
    private protected Refusal()
    {
    }
}

#pragma warning disable CS1591 // The protocol's section 9 defines each, under the same name.
[GenerateSerializer, Immutable, Alias("Hub.Refusal.Malformed")] public sealed record Malformed(string Where) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.NotFound")] public sealed record NotFound : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.Unauthenticated")] public sealed record Unauthenticated : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.BadToken")] public sealed record BadToken : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.DeviceUnknown")] public sealed record DeviceUnknown : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.BadSignature")] public sealed record BadSignature(string Where) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.ChallengeUnavailable")] public sealed record ChallengeUnavailable : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.WrongCertificate")] public sealed record WrongCertificate(NeededCertificate Needed) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.NotStarted")] public sealed record NotStarted(DateTimeOffset Arrival, DateTimeOffset? OpensAt) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.WindowClosed")] public sealed record WindowClosed(DateTimeOffset Arrival, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, bool Kept, byte[]? Receipt) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.ChallengeExpired")] public sealed record ChallengeExpired(DateTimeOffset Expires) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.ChallengeCancelled")] public sealed record ChallengeCancelled : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.AlreadyDecided")] public sealed record AlreadyDecided(string State) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.StatementMismatch")] public sealed record StatementMismatch : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.ResultsMismatch")] public sealed record ResultsMismatch(string Where) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.CertificateRevoked")] public sealed record CertificateRevoked(DateTimeOffset RevokedAt, string Reason) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.CertificateExpired")] public sealed record CertificateExpired(DateTimeOffset NotAfter) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.CertificateSuspended")] public sealed record CertificateSuspended : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.PinLocked")] public sealed record PinLocked(DateTimeOffset LockedUntil, int TriesLeft) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.PinErased")] public sealed record PinErased : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.PinTryUnknown")] public sealed record PinTryUnknown : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.NonceMismatch")] public sealed record NonceMismatch : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.BlindedInvalid")] public sealed record BlindedInvalid : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.VersionMismatch")] public sealed record VersionMismatch(int Version) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.CodeRefused")] public sealed record CodeRefused : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.AuthorityUnavailable")] public sealed record AuthorityUnavailable : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.RequestInvalid")] public sealed record RequestInvalid(string Where) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.KeyInUse")] public sealed record KeyInUse : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.OpeningExists")] public sealed record OpeningExists : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.GenerationRefused")] public sealed record GenerationRefused(string Where) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.DescriptorSigner")] public sealed record DescriptorSigner(string Where) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.DeadlinePassed")] public sealed record DeadlinePassed(DateTimeOffset Arrival, DateTimeOffset Deadline) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.OpeningFrozen")] public sealed record OpeningFrozen : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.FreezeMismatch")] public sealed record FreezeMismatch(int Size, string Root) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.FreezeEarly")] public sealed record FreezeEarly(DateTimeOffset Deadline) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.EnvelopeConflict")] public sealed record EnvelopeConflict : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.EnvelopeUnknown")] public sealed record EnvelopeUnknown(string Where) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.AuthorshipInvalid")] public sealed record AuthorshipInvalid(string Where) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.TooMany")] public sealed record TooMany(int Limit) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.AmendmentOrder")] public sealed record AmendmentOrder(int Number, string Previous) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.AmendmentRefused")] public sealed record AmendmentRefused(string Where, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt) : Refusal;
[GenerateSerializer, Immutable, Alias("Hub.Refusal.IdempotencyKey")] public sealed record IdempotencyKeyRefused : Refusal;
#pragma warning restore CS1591

/// <summary>The certificate that a challenge needs, as far as another holder may know it.</summary>
/// <param name="Medium"><c>phone</c> or <c>usb-key</c> (介质).</param>
/// <param name="Holder">Masked: 张*三.</param>
[GenerateSerializer, Immutable, Alias("Hub.NeededCertificate")]
public sealed record NeededCertificate(string Subject, string Serial, string Medium, string Holder, string SignKeyId);

/// <summary>An answer or a refusal, exactly one of them.</summary>
[GenerateSerializer, Immutable, Alias("Hub.Outcome`1")]
public readonly struct Outcome<T> where T : class
{
    private Outcome(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>The answer; null if refused.</summary>
    [Id(0)] public T? Value { get; }

    /// <summary>Why not; null if answered.</summary>
    [Id(1)] public Refusal? Refusal { get; }

    /// <summary>An answer.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);

    /// <summary>True if answered.</summary>
    public bool Try([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Refusal? refusal)
    {
        value = Value;
        refusal = Refusal;
        return value is not null;
    }
}

/// <summary>Done, with nothing to tell.</summary>
[GenerateSerializer, Immutable, Alias("Hub.Done")]
public sealed record Done
{
    /// <summary>The one value.</summary>
    public static readonly Done It = new();
}
