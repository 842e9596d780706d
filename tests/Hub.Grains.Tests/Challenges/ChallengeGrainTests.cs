using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Grains.Tests.Challenges;

/// <summary>The wiring: grains, storage, receipts and feed together. What is decided is tested beside the rules.</summary>
public sealed class ChallengeGrainTests(HubCluster cluster) : IClassFixture<HubCluster>
{
    [Fact]
    public async Task Bid_is_encrypted_frozen_scanned_unlocked_and_answered_with_a_receipt_and_a_feed_entry()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster);
        var (_, contentKey, registration) = await opening.BidAsync(holder);
        await opening.BidAsync(holder, "B");
        var challenge = opening.ChallengeOf(holder);
        Assert.Equal(challenge.ToString(), registration.ChallengeId);
        LeafOf(registration.Receipt, ReceiptSubject.Registration);
        await opening.FreezeAsync();

        cluster.Clock.Reach(opening.Start);
        var (response, scanned) = await opening.PrepareAsync(holder, challenge, opening.Start);
        Assert.Equal((ChallengeWord.Scanned, opening.Start, opening.End), (scanned.State, scanned.OpensAt, scanned.ClosesAt));
        Assert.Equal(scanned.Statement, (await holder.ScanAsync(challenge, opening.Start)).Value!.Statement);
        var answered = (await holder.Challenge(challenge).Respond(response, opening.Start)).Value!;
        Assert.Equal((ChallengeWord.Approved, opening.Start), (answered.State, answered.Arrival));
        Assert.Equal(Sm3Digest.OfParts(response.Record, response.Signature), LeafOf(answered.Receipt, ReceiptSubject.Response).Digest);

        Assert.True(ResponseRecord.TryParse(response.Record, out var record, out _));
        Assert.Equal(2, record.Results.Count);
        Assert.Contains(record.Results, result =>
            opening.OpeningKey.TryUnseal(result.Sealed!, out var joined) && BidContext.TrySplit(joined, new byte[32], out _) && joined.AsSpan(4, 32).SequenceEqual(contentKey));
        var feed = await cluster.Grains.GetGrain<IFeedGrain>(opening.Id.ToString()).Read(opening.Platform.ToString(), 0);
        Assert.Contains("\"outcome\":\"approved\"", System.Text.Encoding.UTF8.GetString(Assert.Single(feed.Value!.Results).Json), StringComparison.Ordinal);
        Assert.Equal(1, cluster.Advanced[opening.Id.ToString()]);
        var pushed = cluster.Pushed.Last(snapshot => snapshot.ChallengeId == challenge.ToString());
        Assert.Equal(ChallengeWord.Approved, pushed.State);
        Assert.Equal(answered.Receipt, pushed.Result!.Receipt);
        // What is pushed once its files are opened repeats the answer, and is none.
        var envelope = record.Results[0].Envelope.ToString();
        Assert.Null((await holder.Challenge(challenge).ReportFiles(opening.Platform.ToString(), opening.Id.ToString(), [new FileReport(envelope, true, null)], opening.Start.AddMinutes(5))).Refusal);
        Assert.Equal([true, false], cluster.Pushed.Where(snapshot => snapshot.ChallengeId == challenge.ToString() && snapshot.State == ChallengeWord.Approved).Select(snapshot => snapshot.Answers));
    }

    [Fact]
    public async Task Same_response_again_gets_the_same_answer_also_after_a_restart_and_another_one_is_refused()
    {
        var (opening, holder, challenge) = await StartedAsync();
        using (opening)
        using (holder)
        {
            var (first, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
            var (second, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
            var answered = (await holder.Challenge(challenge).Respond(first, opening.Start)).Value!;
            Assert.Equal(answered.Receipt, (await holder.Challenge(challenge).Respond(first, opening.End)).Value!.Receipt);
            await cluster.RestartAsync();
            Assert.Equal(answered.Receipt, (await holder.Challenge(challenge).Respond(first, opening.End)).Value!.Receipt);
            Assert.Equal(new AlreadyDecided(ChallengeWord.Approved), (await holder.Challenge(challenge).Respond(second, opening.Start)).Refusal);
        }
    }

    [Fact]
    public async Task Before_the_start_a_signature_is_looked_at_whoever_is_named_so_that_no_time_tells_whose_key_is_needed()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster, "张小三", 31);
        using var other = await TestHolder.EnrolAsync(cluster, "李四", 32);
        await opening.BidAsync(holder);
        var challenge = opening.ChallengeOf(holder);
        await opening.FreezeAsync();
        // Keys that were looked at are held; nobody has looked at this one yet.
        var looked = cluster.Services.GetRequiredService<DeviceKeyCache>();
        var before = looked.Count;
        using var nobody = DeviceKey.Generate();
        Assert.Equal(new ChallengeUnavailable(), (await other.ScanAsync(challenge, opening.Start.AddMilliseconds(-1), nobody)).Refusal);
        Assert.Equal(before + 1, looked.Count);
    }

    [Fact]
    public async Task Before_the_start_a_stranger_gets_the_answer_of_an_invented_id_and_after_it_the_name_of_the_needed_certificate()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster, "张小三", 1);
        using var stranger = await TestHolder.EnrolAsync(cluster, "李四", 2);
        await opening.BidAsync(holder);
        var challenge = opening.ChallengeOf(holder);
        await opening.FreezeAsync();
        var early = opening.Start.AddMilliseconds(-1);
        foreach (var id in new[] { challenge, ChallengeId.New() })
        {
            Assert.Equal(new ChallengeUnavailable(), (await stranger.ScanAsync(id, early)).Refusal);
            Assert.Equal(new ChallengeUnavailable(), (await holder.ScanAsync(id, early, stranger.Device)).Refusal);
        }
        var countdown = (await holder.ScanAsync(challenge, early)).Value!;
        Assert.Equal((ChallengeWord.Waiting, opening.Start, null, null, null), (countdown.State, countdown.OpensAt, countdown.Statement, countdown.Nonce, countdown.Pin));
        Assert.DoesNotContain(cluster.Pushed, snapshot => snapshot.ChallengeId == challenge.ToString());

        cluster.Clock.Reach(opening.Start);
        var needed = Assert.IsType<WrongCertificate>((await stranger.ScanAsync(challenge, opening.Start)).Refusal).Needed;
        Assert.Equal(("张*三", holder.SignKeyId.ToString(), "phone"), (needed.Holder, needed.SignKeyId, needed.Medium));
        Assert.Equal(new DeviceUnknown(), (await holder.ScanAsync(challenge, opening.Start, stranger.Device)).Refusal);
        await opening.ApproveAsync(holder, challenge, opening.Start);
        // Events are stored a moment later, in order: once the last is there, what came before it is, too.
        var events = await EventsUntilAsync(challenge, "scan");
        Assert.Equal(["scan-refused", "scan-refused", "scan"], events.Select(stored => stored.Entry.Kind));
        Assert.All(events, stored => Assert.Equal(opening.Start, stored.Entry.At));
    }

    [Fact]
    public async Task Response_after_the_close_is_kept_with_a_receipt_and_counts_once_the_host_admits_it()
    {
        var (opening, holder, challenge) = await StartedAsync();
        using (opening)
        using (holder)
        {
            var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
            cluster.Clock.Reach(opening.End);
            var late = Assert.IsType<WindowClosed>((await holder.Challenge(challenge).Respond(response, opening.End)).Refusal);
            Assert.Equal((true, opening.Start, opening.End), (late.Kept, late.OpensAt, late.ClosesAt));
            LeafOf(late.Receipt!, ReceiptSubject.Late);
            Assert.Equal(late.Receipt, Assert.IsType<WindowClosed>((await holder.Challenge(challenge).Respond(response, opening.End)).Refusal).Receipt);
            Assert.Equal(ChallengeWord.Expired, (await holder.Challenge(challenge).Read(null)).Value!.State);

            var admitted = await opening.AmendAsync(new AmendmentAction.Admit(challenge, Sm3Digest.Of(response.Record)), opening.End.AddMinutes(1));
            Assert.Null(admitted.Refusal);
            var answer = (await holder.Challenge(challenge).Respond(response, opening.End.AddMinutes(2))).Value!;
            Assert.Equal((ChallengeWord.Approved, opening.End), (answer.State, answer.Arrival));
            LeafOf(answer.Receipt, ReceiptSubject.Admission);
            var feed = (await cluster.Grains.GetGrain<IFeedGrain>(opening.Id.ToString()).Read(opening.Platform.ToString(), 0)).Value!;
            Assert.Equal([1, 2], feed.Results.Select(item => item.N));
        }
    }

    [Fact]
    public async Task Arrival_in_time_counts_however_late_the_write()
    {
        var (opening, holder, challenge) = await StartedAsync();
        using (opening)
        using (holder)
        {
            var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
            cluster.Clock.Reach(opening.End.AddMinutes(3));
            Assert.Equal(ChallengeWord.Approved, (await holder.Challenge(challenge).Respond(response, opening.End.AddMilliseconds(-1))).Value!.State);
        }
    }

    [Fact]
    public async Task What_is_tampered_with_is_refused_precisely_and_changes_nothing()
    {
        var (opening, holder, challenge) = await StartedAsync();
        using (opening)
        using (holder)
        {
            var (good, scanned) = await opening.PrepareAsync(holder, challenge, opening.Start);
            var grain = holder.Challenge(challenge);
            Assert.True(ResponseRecord.TryParse(good.Record, out var record, out _));
            Assert.IsType<Malformed>((await grain.Respond(good with { Record = [.. good.Record, (byte)' ', (byte)'1'] }, opening.Start)).Refusal);
            Assert.Equal(new BadSignature("response"), (await grain.Respond(good with { Signature = holder.Keys.Sign.Sign([1]) }, opening.Start)).Refusal);
            Assert.Equal(new NonceMismatch(), (await grain.Respond(Signed(record with { Nonce = new byte[32] }), opening.Start)).Refusal);
            Assert.Equal(new StatementMismatch(), (await grain.Respond(Signed(record with { Statement = Sm3Digest.Of([1]) }), opening.Start)).Refusal);
            Assert.Equal(new StatementMismatch(), (await grain.Respond(Signed(record with { Hub = HubId.New() }), opening.Start)).Refusal);
            Assert.Equal(new ResultsMismatch("results"), (await grain.Respond(Signed(record with { Results = [] }), opening.Start)).Refusal);
            Assert.Equal(new PinTryUnknown(), (await grain.Respond(Signed(record with { PinTry = PinTryId.Of([1]) }), opening.Start)).Refusal);
            Assert.Equal(ChallengeWord.Scanned, (await grain.Read(null)).Value!.State);
            Assert.Equal(scanned.Statement, (await grain.ReadStatement(opening.Platform.ToString())).Value!.Statement);
            Assert.Null((await grain.Respond(good, opening.Start)).Refusal);

            SignedBody Signed(ResponseRecord altered)
            {
                var bytes = altered.Encode();
                return new SignedBody(bytes, holder.Keys.Sign.Sign(bytes));
            }
        }
    }

    [Fact]
    public async Task Certificate_revoked_between_scan_and_response_is_refused_with_the_reason()
    {
        var (opening, holder, challenge) = await StartedAsync();
        using (opening)
        using (holder)
        {
            var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
            await holder.Certificate.Revoke(TestAuthority.Id, opening.Start, "keyCompromise", opening.Start);
            Assert.Equal("keyCompromise", Assert.IsType<CertificateRevoked>((await holder.Challenge(challenge).Respond(response, opening.Start)).Refusal).Reason);
            Assert.IsType<CertificateRevoked>((await holder.ScanAsync(challenge, opening.Start)).Refusal);
        }
    }

    [Fact]
    public async Task Certificate_that_expires_between_scan_and_response_is_refused_with_the_time_and_nothing_is_kept()
    {
        var (opening, holder, challenge) = await StartedAsync();
        using (opening)
        using (holder)
        {
            var end = (await holder.Certificate.Identify()).Value!.NotAfter;
            Assert.Null((await opening.AmendAsync(new AmendmentAction.Extend(end.AddDays(1)), opening.Start)).Refusal);
            var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);

            // Valid through its last second (RFC 5280 §4.1.2.5).
            Assert.Equal(end, Assert.IsType<CertificateExpired>((await holder.Challenge(challenge).Respond(response, end.AddSeconds(1))).Refusal).NotAfter);
            Assert.Equal(ChallengeWord.Scanned, (await holder.Challenge(challenge).Read(null)).Value!.State);
            Assert.Empty((await cluster.Grains.GetGrain<IFeedGrain>(opening.Id.ToString()).Read(opening.Platform.ToString(), 0)).Value!.Results);
            Assert.Equal(ChallengeWord.Approved, (await holder.Challenge(challenge).Respond(response, end)).Value!.State);
        }
    }

    [Fact]
    public async Task Rejected_decrypt_is_open_again_and_can_still_be_answered()
    {
        var (opening, holder, challenge) = await StartedAsync();
        using (opening)
        using (holder)
        {
            var scanned = (await holder.ScanAsync(challenge, opening.Start)).Value!;
            Assert.IsType<NonceMismatch>((await holder.Challenge(challenge).Reject(holder.Reject(scanned with { Nonce = new byte[32] }), opening.Start)).Refusal);
            Assert.Null((await holder.Challenge(challenge).Reject(holder.Reject(scanned), opening.Start)).Refusal);
            Assert.Equal(ChallengeWord.Open, (await holder.Challenge(challenge).Read(opening.Platform.ToString())).Value!.State);
            await opening.ApproveAsync(holder, challenge, opening.Start);
        }
    }

    [Fact]
    public async Task Replaced_envelope_stays_away_when_its_registration_is_posted_again()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster, number: 3);
        var (first, _, _) = await opening.BidAsync(holder);
        var (second, _, _) = await opening.BidAsync(holder, "A", first);
        await opening.FreezeAsync();
        cluster.Clock.Reach(opening.Start);
        var scanned = (await holder.ScanAsync(opening.ChallengeOf(holder), opening.Start)).Value!;
        Assert.True(DecryptStatement.TryParse(scanned.Statement!, out var statement, out _));
        Assert.True(BidHeader.TryParse(Assert.Single(statement.Envelopes).Envelope.Header, out var header, out _));
        Assert.Equal(second, header.Envelope);
    }

    [Fact]
    public async Task Encrypt_challenge_is_the_same_for_the_same_request_and_its_platforms_to_cancel()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster, number: 4);
        var (challenge, header, _, _) = await opening.AskAsync(holder);
        var grain = holder.Challenge(challenge);
        var request = new EncryptRequest(
            opening.Platform.ToString(), opening.Id.ToString(), [new ClaimedEnvelope(header.Encode(), Sm3Digest.Of([1]).ToString(), Sm3Digest.Of([1]).ToString())], [], 600, "another body");
        Assert.Equal(new IdempotencyKeyRefused(), (await grain.CreateEncrypt(request, cluster.Clock.Now)).Refusal);
        Assert.Equal(new NotFound(), (await grain.Read("pl-other")).Refusal);
        Assert.Equal(new NotFound(), (await grain.Cancel("pl-other", cluster.Clock.Now)).Refusal);
        Assert.Null((await grain.Cancel(opening.Platform.ToString(), cluster.Clock.Now)).Refusal);
        Assert.Equal(new ChallengeCancelled(), (await holder.ScanAsync(challenge, cluster.Clock.Now)).Refusal);
        Assert.Equal(ChallengeWord.Cancelled, (await grain.Read(opening.Platform.ToString())).Value!.State);
    }

    [Fact]
    public async Task Request_that_only_withdraws_is_for_the_certificate_that_registered()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster, number: 5);
        var (envelope, _, _) = await opening.BidAsync(holder);
        var challenge = cluster.ChallengeIds.Encrypt(opening.Platform, opening.Id, "withdraw");
        var request = new EncryptRequest(opening.Platform.ToString(), opening.Id.ToString(), [], [envelope.ToString()], 600, "");
        var created = (await holder.Challenge(challenge).CreateEncrypt(request, cluster.Clock.Now)).Value!;
        Assert.True(EncryptStatement.TryParse(created.Statement, out var statement, out _));
        Assert.Equal(holder.SignKeyId, statement.SignKeyId);
        var unknown = request with { Withdraws = [EnvelopeId.New().ToString()] };
        Assert.Equal(
            new EnvelopeUnknown("withdraws[0]"),
            (await holder.Challenge(cluster.ChallengeIds.Encrypt(opening.Platform, opening.Id, "unknown")).CreateEncrypt(unknown, cluster.Clock.Now)).Refusal);

        var (response, _) = await opening.ApproveAsync(holder, challenge, cluster.Clock.Now);
        var order = RecordWriter.Write(writer => writer.Object("authorship", item => Authorship.Write(item, new Authorship(created.Statement, response.Record, response.Signature))));
        var withdrawn = await opening.Grain.Withdraw(opening.Platform.ToString(), order, cluster.Clock.Now);
        Assert.Null(withdrawn.Refusal);
        LeafOf(withdrawn.Value!.Receipt, ReceiptSubject.Withdrawal);
        Assert.Equal(withdrawn.Value.Receipt, (await opening.Grain.Withdraw(opening.Platform.ToString(), order, cluster.Clock.Now)).Value!.Receipt);
        Assert.Equal(ChallengeWord.Cancelled, (await holder.Challenge(opening.ChallengeOf(holder)).Read(null)).Value!.State);
    }

    private async Task<(TestOpening Opening, TestHolder Holder, ChallengeId Challenge)> StartedAsync()
    {
        var opening = await TestOpening.DescribeAsync(cluster);
        var holder = await TestHolder.EnrolAsync(cluster);
        await opening.BidAsync(holder);
        await opening.FreezeAsync();
        cluster.Clock.Reach(opening.Start);
        return (opening, holder, opening.ChallengeOf(holder));
    }

    private ReceiptLeaf LeafOf(byte[] wire, string subject)
    {
        Assert.True(Receipt.TryParse(wire, out var receipt, out _));
        Assert.True(receipt.TryVerify(cluster.Hub, cluster.HubKeys, out var leaf, out var defect), defect);
        Assert.Equal(subject, leaf.Subject);
        return leaf;
    }

    private async Task<IReadOnlyList<StoredEvent>> EventsUntilAsync(ChallengeId challenge, string kind)
    {
        IReadOnlyList<StoredEvent> events = [];
        await Eventually.TrueAsync(async () =>
        {
            events = await cluster.Services.GetRequiredService<IEventReader>().OfSubjectAsync(challenge.ToString(), 0, 100);
            return events.Any(stored => stored.Entry.Kind == kind);
        }, "an event " + kind);
        return events;
    }
}
