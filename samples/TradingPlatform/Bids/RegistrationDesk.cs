using Hub.Cryptography;
using SampleProcess;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;
using TradingPlatform.Openings;

namespace TradingPlatform.Bids;

/// <summary>
/// Registers envelopes: first on this platform's disk, then at the hub. So a kill between the two leaves a pending envelope, which is asked about again, and never one that the hub has
/// and the freeze would miss.
/// </summary>
internal sealed class RegistrationDesk(IdentityDesk identity, HubClient hub, CrlShelf crls, TimeProvider time)
{
    // The protocol's bounds (section 8): of an opening, and of a decrypt challenge, which is a certificate's.
    private const int MaxEnvelopes = 20_000;
    private const int MaxOfCertificate = 64;

    /// <summary>Checks and registers an envelope.</summary>
    /// <returns>The row as the hub has it, or why not.</returns>
    public async Task<(EnvelopeRow? Row, IResult? Refusal)> RegisterAsync(Opening opening, EnvelopeId named, SealedEnvelope envelope, PageKey page, CancellationToken cancellation)
    {
        if (identity.Current is not { } trust || !BidHeader.TryParse(envelope.Header, out var header, out _))
            return (null, Problems.Malformed("header"));
        var now = time.GetUtcNow();
        if (AnswerOf(opening.Envelopes.Find(named.ToString()), envelope, page) is { } known)
            return known;
        if (now >= opening.State.Terms.Deadline || opening.State.Freeze is not null)
            return (null, TooLate);

        var found = await FindBidderAsync(header, cancellation);
        if (found.Value is not { } bidder)
            return (null, found.Problem!.ToResult());
        var defect = EnvelopeCheck.Find(envelope, header, named, opening.State.Terms, opening.State.Signer, bidder, trust, await crls.GetAsync(bidder.Issuers, cancellation), now);
        if (defect.Length > 0)
            return (null, Problems.OfType(422, "urn:sample:problem:envelope-invalid", $"投标文件没有通过平台的检查：{defect}。", "请用投标程序重新生成。"));

        var row = new EnvelopeRow
        {
            Header = envelope.Header,
            Commitment = envelope.Commitment.ToString(),
            SealedKey = envelope.SealedKey,
            Authorship = envelope.Authorship,
            Certificate = bidder.Signing.Der.ToArray(),
            Bidder = bidder.Signing.OrganizationName ?? header.Bidder.ToString(),
            Page = page.Stored(),
        };
        // While the bidder was asked about, the same may have come by another call, or been taken back. Room is counted where it is taken, and after the check, so that nobody is shut out
        // in another's name.
        (EnvelopeRow? Row, IResult? Refusal)? meanwhile = null;
        opening.Envelopes.Change(named.ToString(), now =>
        {
            meanwhile = AnswerOf(now, envelope, page) ?? (opening.State.Freeze is not null ? (null, TooLate) : now is null && HasNoRoom(opening, envelope, bidder.Signing) ? (null, NoRoom) : null);
            return meanwhile is null ? row : now;
        });
        if (meanwhile is { } answered)
            return answered;
        var answer = await PostAsync(opening, row, cancellation);
        return answer.Value is null ? (null, answer.Problem!.ToResult()) : AnswerOf(opening.Envelopes.Find(named.ToString()), envelope, page) ?? (null, TooLate);
    }

    private static IResult TooLate => Problems.Of(409, "deadline-passed", "投标截止时间已过。");

    private static IResult NoRoom => Problems.Of(409, "too-many", "文件数量已达上限。");

    /// <summary>What is answered to an envelope that is on record here, or null if it has to be brought to the hub.</summary>
    private static (EnvelopeRow? Row, IResult? Refusal)? AnswerOf(EnvelopeRow? known, SealedEnvelope envelope, PageKey page) =>
        known is null ? null
        : !known.Sealed.Leaf().AsSpan().SequenceEqual(envelope.Leaf()) || !PageKey.Parse(known.Page).Matches(page) ? (null, Problems.Of(409, "envelope-conflict", "该文件编号已登记了不同的内容。"))
        : known.Step == EnvelopeStep.Registered ? (known, null)
        // The hub answers it with the old receipt, and does not have it: back here it would make the freeze another one than the hub's.
        : known.Step == EnvelopeStep.Out ? (null, Problems.Of(409, "envelope-withdrawn", "该文件已撤回，不能再次登记。", "请用投标程序重新生成。"))
        : null;

    /// <summary>Brings one pending envelope to the hub, and notes the answer: registered, or gone. Harmless when two do it at once.</summary>
    public async Task<HubAnswer<HubRegistration>> PostAsync(Opening opening, EnvelopeRow row, CancellationToken cancellation)
    {
        var id = row.ReadHeader().Envelope;
        var body = RecordWriter.Write(writer => SealedEnvelope.Write(writer, row.Sealed));
        var answer = await hub.PostAsync($"/api/openings/{opening.Id}/envelopes", body, HubRegistration.Read, cancellation: cancellation);
        if (answer.Value is { } stored)
        {
            var claim = new ReceiptClaim(ReceiptSubject.Registration, opening.Id, Sm3Digest.Of(row.Sealed.Leaf()), stored.Challenge, id);
            if (identity.Current is not { } trust || Receipts.Find(stored.Receipt, trust, claim) is null)
            {
                opening.Alarms.Raise(AlarmKind.Receipt, id.ToString(), HubProblem.FalseReceipt.Type, time.GetUtcNow());
                return new HubAnswer<HubRegistration>(null, HubProblem.FalseReceipt);
            }
            // Taken back while the hub was asked: this receipt is the older one.
            var registered = opening.Envelopes.Change(id.ToString(), now => now is { Step: EnvelopeStep.Out }
                ? now
                : (now ?? row) with { Step = EnvelopeStep.Registered, Challenge = stored.Challenge.ToString(), Receipt = stored.Receipt.Encode() });
            opening.Pages.Registered(registered!);
            TakeOut(opening, row.Authorship);
        }
        else if (answer.Problem!.Ends(HubCall.Register))
            opening.Envelopes.Change(id.ToString(), now => now is { Step: EnvelopeStep.Pending } ? null : now);
        return answer;
    }

    /// <summary>撤回 without a replacement: on disk first, like an envelope, so that a kill leaves no envelope here that the hub has let go.</summary>
    /// <returns>The row with the hub's receipt, or why not.</returns>
    public async Task<(WithdrawalRow? Row, IResult? Refusal)> WithdrawAsync(Opening opening, Authorship authorship, CancellationToken cancellation)
    {
        var key = authorship.Digest.ToString();
        var known = opening.Withdrawals.Find(key);
        if (known is { Receipt.Length: > 0 })
            return (known, null);
        if (known is null && opening.Withdrawals.Count >= MaxEnvelopes)
            return (null, Problems.Of(409, "too-many", "撤回的次数已达上限。"));
        if (known is null)
        {
            if (WithdrawalCheck.FindChallenge(opening, authorship) is not { } challenge)
                return (null, Problems.Of(422, "withdrawal-invalid", "撤回的指令与本平台登记的文件不符。", "请用投标程序重新生成。"));
            known = opening.Withdrawals.Change(key, now => now ?? new WithdrawalRow { Authorship = authorship, Challenge = challenge })!;
        }
        var answer = await PostAsync(opening, known, cancellation);
        return answer.Value is not null ? (opening.Withdrawals.Find(key), null) : (null, answer.Problem!.ToResult());
    }

    /// <summary>Brings one order to the hub, and notes the answer.</summary>
    public async Task<HubAnswer<HubStored>> PostAsync(Opening opening, WithdrawalRow row, CancellationToken cancellation)
    {
        var key = row.Authorship.Digest;
        var body = RecordWriter.Write(writer => writer.Object("authorship", item => Authorship.Write(item, row.Authorship)));
        var answer = await hub.PostAsync($"/api/openings/{opening.Id}/withdrawals", body, HubStored.Read, cancellation: cancellation);
        if (answer.Value is { } stored)
        {
            var claim = new ReceiptClaim(ReceiptSubject.Withdrawal, opening.Id, key, ChallengeId.TryParse(row.Challenge, out var challenge) ? challenge : null);
            if (identity.Current is not { } trust || Receipts.Find(stored.Receipt, trust, claim) is null)
            {
                opening.Alarms.Raise(AlarmKind.Receipt, "withdrawal-" + key, HubProblem.FalseReceipt.Type, time.GetUtcNow());
                return new HubAnswer<HubStored>(null, HubProblem.FalseReceipt);
            }
            TakeOut(opening, row.Authorship);
            opening.Withdrawals.Change(key.ToString(), now => (now ?? row) with { Receipt = stored.Receipt.Encode() });
        }
        else if (answer.Problem!.Ends(HubCall.Withdraw))
            opening.Withdrawals.Change(key.ToString(), now => now is { Receipt.Length: 0 } ? null : now);
        return answer;
    }

    /// <summary>Whether there are too many of the opening or of the certificate; what the hub refused, or its bidder took back, takes no room.</summary>
    private static bool HasNoRoom(Opening opening, SealedEnvelope envelope, Sm2Certificate certificate)
    {
        var held = opening.Envelopes.All.Where(row => row.Step != EnvelopeStep.Out).ToList();
        var own = held.Where(row => row.Certificate.AsSpan().SequenceEqual(certificate.Der)).ToList();
        // A replacement takes the place of what goes with it.
        var leaving = EncryptStatement.TryParse(envelope.Authorship.Statement, out var statement, out _) ? own.Count(row => statement.Withdraws.Contains(row.ReadHeader().Envelope)) : 0;
        return held.Count - leaving >= MaxEnvelopes || own.Count - leaving >= MaxOfCertificate;
    }

    /// <summary>What the bidder's statement withdraws takes effect here when it has taken effect at the hub.</summary>
    private static void TakeOut(Opening opening, Authorship authorship)
    {
        if (!EncryptStatement.TryParse(authorship.Statement, out var statement, out _))
            return;
        foreach (var withdrawn in statement.Withdraws)
            opening.Envelopes.Change(withdrawn.ToString(), row => row is { Step: not EnvelopeStep.Out } ? row with { Step = EnvelopeStep.Out } : row);
    }

    private async Task<HubAnswer<BidderPair>> FindBidderAsync(BidHeader header, CancellationToken cancellation)
    {
        var answer = await hub.GetAsync($"/api/enterprises/{header.Bidder.Code}/certificates", HubCertificates.Read, cancellation);
        if (answer.Value is null)
            return new HubAnswer<BidderPair>(null, answer.Problem);
        return answer.Value.Certificates.FirstOrDefault(one => one.SignKeyId == header.SignKeyId) is { } found
            && Sm2Certificate.TryParse(found.Signing, out var signing) && Sm2Certificate.TryParse(found.Encryption, out var encryption) && Certificates.TryParse(found.Chain, out var issuers)
            ? new HubAnswer<BidderPair>(new BidderPair(signing, encryption, issuers), null)
            : new HubAnswer<BidderPair>(null, HubProblem.Of(422, """{"type":"urn:sample:problem:certificate-unknown","title":"certificate-unknown","status":422,"detail":"该企业没有这张有效的证书。","next":""}"""u8.ToArray()));
    }
}
