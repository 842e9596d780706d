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

    /// <summary>A word of <see cref="ProblemWord"/>.</summary>
    public abstract string Word { get; }
}

#pragma warning disable CS1591 // The protocol's section 9 defines each, under the same name.
[GenerateSerializer, Immutable, Alias("Hub.Refusal.Malformed")]
public sealed record Malformed(string Where) : Refusal { public override string Word => ProblemWord.Malformed; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.NotFound")]
public sealed record NotFound : Refusal { public override string Word => ProblemWord.NotFound; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.DeviceUnknown")]
public sealed record DeviceUnknown : Refusal { public override string Word => ProblemWord.DeviceUnknown; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.BadSignature")]
public sealed record BadSignature(string Where) : Refusal { public override string Word => ProblemWord.BadSignature; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.ChallengeUnavailable")]
public sealed record ChallengeUnavailable : Refusal { public override string Word => ProblemWord.ChallengeUnavailable; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.WrongCertificate")]
public sealed record WrongCertificate(NeededCertificate Needed) : Refusal { public override string Word => ProblemWord.WrongCertificate; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.NotStarted")]
public sealed record NotStarted(DateTimeOffset Arrival, DateTimeOffset? OpensAt) : Refusal { public override string Word => ProblemWord.NotStarted; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.WindowClosed")]
public sealed record WindowClosed(DateTimeOffset Arrival, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, bool Kept, byte[]? Receipt) : Refusal { public override string Word => ProblemWord.WindowClosed; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.ChallengeExpired")]
public sealed record ChallengeExpired(DateTimeOffset Expires) : Refusal { public override string Word => ProblemWord.ChallengeExpired; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.ChallengeCancelled")]
public sealed record ChallengeCancelled : Refusal { public override string Word => ProblemWord.ChallengeCancelled; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.AlreadyDecided")]
public sealed record AlreadyDecided(string State) : Refusal { public override string Word => ProblemWord.AlreadyDecided; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.StatementMismatch")]
public sealed record StatementMismatch : Refusal { public override string Word => ProblemWord.StatementMismatch; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.ResultsMismatch")]
public sealed record ResultsMismatch(string Where) : Refusal { public override string Word => ProblemWord.ResultsMismatch; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.CertificateRevoked")]
public sealed record CertificateRevoked(DateTimeOffset RevokedAt, string Reason) : Refusal
{
    public const string AuthorityRemoved = "authorityRemoved";
    public override string Word => ProblemWord.CertificateRevoked;
}
[GenerateSerializer, Immutable, Alias("Hub.Refusal.CertificateExpired")]
public sealed record CertificateExpired(DateTimeOffset NotAfter) : Refusal { public override string Word => ProblemWord.CertificateExpired; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.CertificateSuspended")]
public sealed record CertificateSuspended : Refusal { public override string Word => ProblemWord.CertificateSuspended; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.PinLocked")]
public sealed record PinLocked(DateTimeOffset LockedUntil, int TriesLeft) : Refusal { public override string Word => ProblemWord.PinLocked; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.PinErased")]
public sealed record PinErased : Refusal { public override string Word => ProblemWord.PinErased; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.PinTryUnknown")]
public sealed record PinTryUnknown : Refusal { public override string Word => ProblemWord.PinTryUnknown; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.NonceMismatch")]
public sealed record NonceMismatch : Refusal { public override string Word => ProblemWord.NonceMismatch; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.BlindedInvalid")]
public sealed record BlindedInvalid : Refusal { public override string Word => ProblemWord.BlindedInvalid; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.VersionMismatch")]
public sealed record VersionMismatch(int Version) : Refusal { public override string Word => ProblemWord.VersionMismatch; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.CodeRefused")]
public sealed record CodeRefused : Refusal { public override string Word => ProblemWord.CodeRefused; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.AuthorityUnavailable")]
public sealed record AuthorityUnavailable : Refusal { public override string Word => ProblemWord.AuthorityUnavailable; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.RequestInvalid")]
public sealed record RequestInvalid(string Where) : Refusal
{
    /// <summary>An authority's chain issues with another key than the authority does.</summary>
    public const string AnotherIssuingKey = "chain[0]: another key than the one that issues under this id, so that it takes an id of its own";
    public override string Word => ProblemWord.RequestInvalid;
}
[GenerateSerializer, Immutable, Alias("Hub.Refusal.KeyInUse")]
public sealed record KeyInUse : Refusal { public override string Word => ProblemWord.KeyInUse; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.OpeningExists")]
public sealed record OpeningExists : Refusal { public override string Word => ProblemWord.OpeningExists; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.GenerationRefused")]
public sealed record GenerationRefused(string Where) : Refusal { public override string Word => ProblemWord.GenerationRefused; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.DescriptorSigner")]
public sealed record DescriptorSigner(string Where) : Refusal
{
    /// <summary>The lists of the path are longer than what a decrypt statement has room for; the other words are those of a path's refusal.</summary>
    public const string CrlTooLong = "CrlTooLong";
    public override string Word => ProblemWord.DescriptorSigner;
}
[GenerateSerializer, Immutable, Alias("Hub.Refusal.DeadlinePassed")]
public sealed record DeadlinePassed(DateTimeOffset Arrival, DateTimeOffset Deadline) : Refusal { public override string Word => ProblemWord.DeadlinePassed; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.OpeningFrozen")]
public sealed record OpeningFrozen : Refusal { public override string Word => ProblemWord.OpeningFrozen; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.FreezeMismatch")]
public sealed record FreezeMismatch(int Size, string Root) : Refusal { public override string Word => ProblemWord.FreezeMismatch; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.FreezeEarly")]
public sealed record FreezeEarly(DateTimeOffset Deadline) : Refusal { public override string Word => ProblemWord.FreezeEarly; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.EnvelopeConflict")]
public sealed record EnvelopeConflict : Refusal { public override string Word => ProblemWord.EnvelopeConflict; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.EnvelopeUnknown")]
public sealed record EnvelopeUnknown(string Where) : Refusal { public override string Word => ProblemWord.EnvelopeUnknown; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.AuthorshipInvalid")]
public sealed record AuthorshipInvalid(string Where) : Refusal { public override string Word => ProblemWord.AuthorshipInvalid; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.TooMany")]
public sealed record TooMany(int Limit) : Refusal { public override string Word => ProblemWord.TooMany; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.AmendmentOrder")]
public sealed record AmendmentOrder(int Number, string Previous) : Refusal { public override string Word => ProblemWord.AmendmentOrder; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.AmendmentRefused")]
public sealed record AmendmentRefused(string Where, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt) : Refusal { public override string Word => ProblemWord.AmendmentRefused; }
[GenerateSerializer, Immutable, Alias("Hub.Refusal.IdempotencyKey")]
public sealed record IdempotencyKeyRefused : Refusal { public override string Word => ProblemWord.IdempotencyKey; }
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
