using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

internal static partial class OpeningRules
{
    /// <summary>Whether the set of envelopes may still change: before the deadline and the freeze (D11).</summary>
    internal static Refusal? WhyNoMoreChanges(OpeningState state, DateTimeOffset arrival) =>
        state.Freeze is not null ? new OpeningFrozen()
        : arrival >= state.Current.Terms.Deadline ? new DeadlinePassed(arrival, state.Current.Terms.Deadline)
        : null;

    /// <summary>What the envelope alone, beside the opening's terms, tells: null if it may be registered.</summary>
    internal static Refusal? WhyNotRegister(OpeningState state, RegistrationCommand command, int registered, DateTimeOffset arrival)
    {
        if (WhyNoMoreChanges(state, arrival) is { } closed)
            return closed;
        var header = command.Header;
        var terms = state.Current.Terms;
        var misfit =
            header.Hub != terms.Hub ? "header.hub"
            : header.Platform != terms.Platform ? "header.platform"
            : header.Opening != terms.Opening ? "header.opening"
            : !state.Current.KeyIds.Contains(header.PlatformKeyId) ? "header.platformKeyId"
            // A postponement keeps what was made before it; phones refuse an earlier start than the header's.
            : header.EarliestStart > terms.EarliestStart ? "header.earliestStart"
            : terms.Lots.All(lot => lot.Lot != header.Lot) ? "header.lot"
            : !SealedForm.IsWellFormedFor(command.Envelope.SealedKey, BidContext.JoinedLength) ? "sealedKey"
            : null;
        return misfit is not null ? new Malformed(misfit + " does not fit the opening")
            : registered >= MaxEnvelopes ? new TooMany(MaxEnvelopes)
            : null;
    }

    /// <summary>Whether the bidder of this certificate made the envelope: the approved statement lists exactly these bytes.</summary>
    internal static Refusal? WhyNotAuthor(RegistrationCommand command, CertificateIdentity certificate, Approval approval)
    {
        var header = command.Header;
        var misfit =
            header.SignKeyId.ToString() != certificate.SignKeyId ? "header.signKeyId"
            : header.EncKeyId.ToString() != certificate.EncKeyId ? "header.encKeyId"
            : header.Bidder.ToString() != certificate.EnterpriseId ? "header.bidder"
            : null;
        if (misfit is not null)
            return new AuthorshipInvalid(misfit);
        if (WhyNotApproved(command.Envelope.Authorship, command.Statement, command.Opening, certificate, approval) is { } refusal)
            return refusal;
        var sealedKey = Sm3Digest.Of(command.Envelope.SealedKey);
        return command.Statement.Envelopes.Any(claim =>
            claim.Header.AsSpan().SequenceEqual(command.Envelope.Header) && claim.Commitment == command.Envelope.Commitment && claim.SealedKeyDigest == sealedKey)
            ? null
            : new AuthorshipInvalid("statement does not list the envelope");
    }

    /// <summary>
    /// Whether this is an order to take envelopes back and nothing else: one that also brings envelopes takes effect with their registration, so that nobody can carry out one
    /// half of a replacement.
    /// </summary>
    internal static Refusal? WhyNotWithdraw(WithdrawalCommand command, OpeningId opening, CertificateIdentity certificate, Approval approval) =>
        command.Statement.Envelopes.Count > 0 ? new AuthorshipInvalid("statement.envelopes")
        : WhyNotApproved(command.Authorship, command.Statement, opening, certificate, approval);

    /// <summary>
    /// Whether an authorship is this certificate's, for this opening, and the one that was approved here. Its signature is not verified again: the approval is of exactly this response
    /// and signature (<see cref="IChallengeGrain.FindApproval"/>), which the challenge took only after it had verified them over the very statement that is compared here.
    /// </summary>
    internal static Refusal? WhyNotApproved(Authorship authorship, EncryptStatement statement, OpeningId opening, CertificateIdentity certificate, Approval approval)
    {
        var good = statement.Opening == opening && statement.SignKeyId.ToString() == certificate.SignKeyId
            && approval.PlatformId == statement.Platform.ToString() && approval.OpeningId == opening.ToString() && approval.SignKeyId == certificate.SignKeyId
            && approval.Statement.AsSpan().SequenceEqual(authorship.Statement);
        return good ? null : new AuthorshipInvalid("authorship: approved for something else");
    }
}

/// <summary>An envelope to be registered.</summary>
/// <param name="Statement">Of its authorship.</param>
internal sealed record RegistrationCommand(OpeningId Opening, SealedEnvelope Envelope, BidHeader Header, EncryptStatement Statement)
{
    private const int MaxLength = 256 * 1024;

    /// <summary>Reads the body of a registration.</summary>
    internal static Outcome<RegistrationCommand> Parse(OpeningId opening, byte[] body)
    {
        if (!RecordReader.TryRead(body, MaxLength, SealedEnvelope.Read, out var envelope, out var defect))
            return new Malformed(defect);
        if (!BidHeader.TryParse(envelope.Header, out var header, out defect))
            return new Malformed("header: " + defect);
        return EncryptStatement.TryParse(envelope.Authorship.Statement, out var statement, out defect)
            ? new RegistrationCommand(opening, envelope, header, statement)
            : new Malformed("authorship.statement: " + defect);
    }

    /// <summary>The envelope in one spelling, so that a body written otherwise is the same registration.</summary>
    internal byte[] Encode() => RecordWriter.Write(writer => SealedEnvelope.Write(writer, Envelope));
}

/// <summary>An order to take envelopes back (撤回).</summary>
internal sealed record WithdrawalCommand(Authorship Authorship, EncryptStatement Statement)
{
    private const int MaxLength = 256 * 1024;

    /// <summary>Reads the body of a withdrawal: <c>{"authorship"}</c>.</summary>
    internal static Outcome<WithdrawalCommand> Parse(byte[] body)
    {
        if (!RecordReader.TryRead(body, MaxLength, reader => reader.Object("authorship", Authorship.Read), out var authorship, out var defect))
            return new Malformed(defect);
        return EncryptStatement.TryParse(authorship.Statement, out var statement, out defect)
            ? new WithdrawalCommand(authorship, statement)
            : new Malformed("authorship.statement: " + defect);
    }
}
