using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Problems;

/// <summary>Writes the members of a problem.</summary>
internal delegate void ProblemMembers(RecordWriter writer);

/// <summary>A problem and its members.</summary>
internal readonly record struct Problem(ProblemType Type, ProblemMembers? Members = null)
{
    /// <summary>A problem without members of its own.</summary>
    public static implicit operator Problem(ProblemType type) => new(type);
}

/// <summary>The one place where refusals of the grains become problems of the wire.</summary>
internal static class RefusalProblem
{
    /// <summary>The problem of a refusal.</summary>
    /// <exception cref="InvalidOperationException">A refusal that the table does not know: a bug, found by a test.</exception>
    public static Problem Of(Refusal refusal) => refusal switch
    {
        Malformed it => Where(ProblemTable.Malformed, it.Where),
        NotFound => ProblemTable.NotFound,
        DeviceUnknown => ProblemTable.DeviceUnknown,
        BadSignature it => Where(ProblemTable.BadSignature, it.Where),
        ChallengeUnavailable => ProblemTable.ChallengeUnavailable,
        WrongCertificate it => new(ProblemTable.WrongCertificate, writer => writer.Object("needed", item => item
            .Text("subject", it.Needed.Subject).Text("serial", it.Needed.Serial).Text("medium", it.Needed.Medium).Text("holder", it.Needed.Holder)
            .Text("signKeyId", it.Needed.SignKeyId))),
        NotStarted it => new(ProblemTable.NotStarted, writer => Optional(writer.Time("arrival", it.Arrival), "opensAt", it.OpensAt)),
        WindowClosed it => new(ProblemTable.WindowClosed, writer => Late(writer, it)),
        ChallengeExpired it => new(ProblemTable.ChallengeExpired, writer => writer.Time("expires", it.Expires)),
        ChallengeCancelled => ProblemTable.ChallengeCancelled,
        AlreadyDecided it => new(ProblemTable.AlreadyDecided, writer => writer.Text("state", it.State)),
        StatementMismatch => ProblemTable.StatementMismatch,
        ResultsMismatch it => Where(ProblemTable.ResultsMismatch, it.Where),
        CertificateRevoked it => new(it.Reason == CertificateRevoked.AuthorityRemoved ? ProblemTable.AuthorityRemoved : ProblemTable.CertificateRevoked, writer => writer.Time("revokedAt", it.RevokedAt).Text("reason", it.Reason)),
        CertificateExpired it => new(ProblemTable.CertificateExpired, writer => writer.Time("notAfter", it.NotAfter)),
        CertificateSuspended => ProblemTable.CertificateSuspended,
        PinLocked it => new(ProblemTable.PinLocked, writer => writer.Time("lockedUntil", it.LockedUntil).Integer("triesLeft", it.TriesLeft)),
        PinErased => ProblemTable.PinErased,
        PinTryUnknown => ProblemTable.PinTryUnknown,
        NonceMismatch => ProblemTable.NonceMismatch,
        BlindedInvalid => ProblemTable.BlindedInvalid,
        VersionMismatch it => new(ProblemTable.VersionMismatch, writer => writer.Integer("version", it.Version)),
        CodeRefused => ProblemTable.CodeRefused,
        AuthorityUnavailable => ProblemTable.AuthorityUnavailable,
        RequestInvalid it => Where(it.Where == RequestInvalid.AnotherIssuingKey ? ProblemTable.AnotherIssuingKey : ProblemTable.RequestInvalid, it.Where),
        KeyInUse => ProblemTable.KeyInUse,
        OpeningExists => ProblemTable.OpeningExists,
        GenerationRefused it => Where(ProblemTable.GenerationRefused, it.Where),
        DescriptorSigner it => Where(ProblemTable.SignerRefused(it.Where), it.Where),
        DeadlinePassed it => new(ProblemTable.DeadlinePassed, writer => writer.Time("arrival", it.Arrival).Time("deadline", it.Deadline)),
        OpeningFrozen => ProblemTable.OpeningFrozen,
        FreezeMismatch it => new(ProblemTable.FreezeMismatch, writer => writer.Integer("size", it.Size).Text("root", it.Root)),
        FreezeEarly it => new(ProblemTable.FreezeEarly, writer => writer.Time("deadline", it.Deadline)),
        EnvelopeConflict => ProblemTable.EnvelopeConflict,
        EnvelopeUnknown it => Where(ProblemTable.EnvelopeUnknown, it.Where),
        AuthorshipInvalid it => Where(ProblemTable.AuthorshipInvalid, it.Where),
        TooMany it => new(ProblemTable.TooMany, writer => writer.Integer("limit", it.Limit)),
        AmendmentOrder it => new(ProblemTable.AmendmentOrder, writer => writer.Integer("number", it.Number).Text("previous", it.Previous)),
        AmendmentRefused it => new(ProblemTable.AmendmentRefused, writer => Optional(Optional(writer.Text("where", it.Where), "opensAt", it.OpensAt), "closesAt", it.ClosesAt)),
        IdempotencyKeyRefused => ProblemTable.IdempotencyKey,
        _ => throw new InvalidOperationException("No problem type for " + refusal.GetType().Name),
    };

    /// <summary>A problem with the member <c>where</c>: a place, never the value that was there.</summary>
    public static Problem Where(ProblemType type, string where) => new(type, writer => writer.Text("where", where));

    private static void Late(RecordWriter writer, WindowClosed it)
    {
        writer.Time("arrival", it.Arrival).Time("opensAt", it.OpensAt).Time("closesAt", it.ClosesAt).Flag("kept", it.Kept);
        if (it.Receipt is not null && Receipt.TryParse(it.Receipt, out var receipt, out _))
            writer.Object("receipt", item => Receipt.Write(item, receipt));
    }

    private static RecordWriter Optional(RecordWriter writer, string name, DateTimeOffset? time) => time is { } value ? writer.Time(name, value) : writer;
}
