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
        if (opening.Envelopes.Find(named.ToString()) is { } known)
        {
            if (!known.Sealed.Leaf().AsSpan().SequenceEqual(envelope.Leaf()) || !PageKey.Parse(known.Page).Matches(page))
                return (null, Problems.Of(409, "envelope-conflict", "该文件编号已登记了不同的内容。"));
            if (known.Step == EnvelopeStep.Registered)
                return (known, null);
            // The hub answers it with the old receipt, and does not have it: back here it would make the freeze another one than the hub's.
            if (known.Step == EnvelopeStep.Out)
                return (null, Problems.Of(409, "envelope-withdrawn", "该文件已撤回，不能再次登记。", "请用投标程序重新生成。"));
        }
        if (now >= opening.State.Terms.Deadline || opening.State.Freeze is not null)
            return (null, Problems.Of(409, "deadline-passed", "投标截止时间已过。"));

        var found = await FindBidderAsync(header, cancellation);
        if (found.Value is not { } bidder)
            return (null, found.Problem!.ToResult());
        var defect = EnvelopeCheck.Find(envelope, header, named, opening.State.Terms, opening.State.Signer, bidder, trust, await crls.GetAsync(bidder.Issuers, cancellation), now);
        if (defect.Length > 0)
            return (null, Problems.OfType(422, "urn:sample:problem:envelope-invalid", $"投标文件没有通过平台的检查：{defect}。", "请用投标程序重新生成。"));
        // After the check, so that nobody is shut out in another's name.
        if (HasNoRoom(opening, named, envelope, bidder.Signing))
            return (null, Problems.Of(409, "too-many", "文件数量已达上限。"));

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
        opening.Envelopes.Put(named.ToString(), row);
        var answer = await PostAsync(opening, row, cancellation);
        return answer.Value is not null ? (opening.Envelopes.Find(named.ToString()), null) : (null, answer.Problem!.ToResult());
    }

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
            if (opening.Envelopes.Find(id.ToString()) is { Step: EnvelopeStep.Out })
                return answer;
            var registered = row with { Step = EnvelopeStep.Registered, Challenge = stored.Challenge.ToString(), Receipt = stored.Receipt.Encode() };
            opening.Envelopes.Put(id.ToString(), registered);
            opening.Pages.Registered(registered);
            TakeOut(opening, row.Authorship);
        }
        else if (answer.Problem!.Ends(HubCall.Register))
            opening.Envelopes.Remove(id.ToString());
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
            opening.Withdrawals.Put(key, known = new WithdrawalRow { Authorship = authorship, Challenge = challenge });
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
            opening.Withdrawals.Put(key.ToString(), row with { Receipt = stored.Receipt.Encode() });
        }
        else if (answer.Problem!.Ends(HubCall.Withdraw))
            opening.Withdrawals.Remove(key.ToString());
        return answer;
    }

    /// <summary>Whether there are too many of the opening or of the certificate; what the hub refused, or its bidder took back, takes no room.</summary>
    private static bool HasNoRoom(Opening opening, EnvelopeId named, SealedEnvelope envelope, Sm2Certificate certificate)
    {
        // The same envelope again takes no more room.
        if (opening.Envelopes.Find(named.ToString()) is not null)
            return false;
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
        {
            if (opening.Envelopes.Find(withdrawn.ToString()) is { Step: not EnvelopeStep.Out } row)
                opening.Envelopes.Put(withdrawn.ToString(), row with { Step = EnvelopeStep.Out });
        }
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
