namespace Hub.Grains.Contracts;

/// <summary>The names of all problems, in the order of the protocol's section 9. On the wire and in the event log for ever.</summary>
public static class ProblemWord
{
    /// <summary>Before every word in a problem's <c>type</c>.</summary>
    public const string Prefix = "urn:hub:problem:";

#pragma warning disable CS1591 // The protocol's section 9 defines each.
    public const string
        Malformed = "malformed",
        TooLarge = "too-large",
        UnsupportedMedia = "unsupported-media",
        NotFound = "not-found",
        Unauthenticated = "unauthenticated",
        BadToken = "bad-token",
        DeviceUnknown = "device-unknown",
        BadSignature = "bad-signature",
        ChallengeUnavailable = "challenge-unavailable",
        WrongCertificate = "wrong-certificate",
        NotStarted = "not-started",
        WindowClosed = "window-closed",
        ChallengeExpired = "challenge-expired",
        ChallengeCancelled = "challenge-cancelled",
        AlreadyDecided = "already-decided",
        StatementMismatch = "statement-mismatch",
        ResultsMismatch = "results-mismatch",
        CertificateRevoked = "certificate-revoked",
        CertificateExpired = "certificate-expired",
        CertificateSuspended = "certificate-suspended",
        PinLocked = "pin-locked",
        PinErased = "pin-erased",
        PinTryUnknown = "pin-try-unknown",
        NonceMismatch = "nonce-mismatch",
        BlindedInvalid = "blinded-invalid",
        VersionMismatch = "version-mismatch",
        CodeRefused = "code-refused",
        AuthorityUnavailable = "authority-unavailable",
        RequestInvalid = "request-invalid",
        KeyInUse = "key-in-use",
        OpeningExists = "opening-exists",
        GenerationRefused = "generation-refused",
        DescriptorSigner = "descriptor-signer",
        DeadlinePassed = "deadline-passed",
        OpeningFrozen = "opening-frozen",
        FreezeMismatch = "freeze-mismatch",
        FreezeEarly = "freeze-early",
        EnvelopeConflict = "envelope-conflict",
        EnvelopeUnknown = "envelope-unknown",
        AuthorshipInvalid = "authorship-invalid",
        TooMany = "too-many",
        AmendmentOrder = "amendment-order",
        AmendmentRefused = "amendment-refused",
        IdempotencyKey = "idempotency-key",
        RateLimited = "rate-limited",
        Overloaded = "overloaded",
        StorageUnavailable = "storage-unavailable",
        Internal = "internal";
#pragma warning restore CS1591

    /// <summary>The <c>type</c> of a problem's details.</summary>
    public static string TypeOf(string word) => Prefix + word;
}
