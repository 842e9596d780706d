using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Tests.Cluster;

namespace Hub.Grains.Tests.Openings;

/// <summary>The wiring: lookups, commits, receipts, board and push. What is decided is tested beside the rules.</summary>
public sealed class OpeningGrainTests(HubCluster cluster) : IClassFixture<HubCluster>
{
    [Fact]
    public async Task A_registration_again_gets_the_same_receipt_also_after_a_restart_and_after_the_freeze()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster);
        var (body, envelope) = await BodyAsync(opening, holder);
        var platform = opening.Platform.ToString();

        var first = (await opening.Grain.Register(platform, body, cluster.Clock.Now)).Value!;
        await cluster.RestartAsync();
        var again = (await opening.Grain.Register(platform, body, cluster.Clock.Now.AddMinutes(1))).Value!;
        Assert.Null((await FreezeAsync(opening, [envelope])).Refusal);
        var late = (await opening.Grain.Register(platform, body, cluster.Clock.Now.AddDays(1))).Value!;

        Assert.Equal(first.Receipt, again.Receipt);
        Assert.Equal(first.Receipt, late.Receipt);
        Assert.Equal(Sm3Digest.Of(envelope.Leaf()), LeafOf(first.Receipt).Digest);
    }

    [Fact]
    public async Task Another_envelope_of_the_same_id_is_a_conflict()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster);
        var (body, envelope) = await BodyAsync(opening, holder);
        Assert.Null((await opening.Grain.Register(opening.Platform.ToString(), body, cluster.Clock.Now)).Refusal);
        var other = envelope with { Commitment = Sm3Digest.Of([1]) };

        Assert.Equal(new EnvelopeConflict(), (await opening.Grain.Register(opening.Platform.ToString(), Encode(other), cluster.Clock.Now)).Refusal);
    }

    [Fact]
    public async Task What_was_not_approved_here_is_no_authorship()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster);
        var (_, envelope) = await BodyAsync(opening, holder);
        var forged = envelope with { Authorship = envelope.Authorship with { Signature = holder.Keys.Sign.Sign(envelope.Authorship.Response) } };

        Assert.IsType<AuthorshipInvalid>((await opening.Grain.Register(opening.Platform.ToString(), Encode(forged), cluster.Clock.Now)).Refusal);
    }

    [Fact]
    public async Task A_freeze_of_another_set_is_refused_with_the_hubs_and_the_right_one_is_answered_the_same_for_ever()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster);
        var (body, envelope) = await BodyAsync(opening, holder);
        await opening.Grain.Register(opening.Platform.ToString(), body, cluster.Clock.Now);

        var mismatch = Assert.IsType<FreezeMismatch>((await FreezeAsync(opening, [])).Refusal);
        var frozen = (await FreezeAsync(opening, [envelope])).Value!;
        await cluster.RestartAsync();
        var again = (await FreezeAsync(opening, [envelope])).Value!;

        Assert.Equal((1, MerkleTree.LeafHash(envelope.Leaf()).ToString()), (mismatch.Size, mismatch.Root));
        Assert.Equal((opening.Start, opening.End), (frozen.OpensAt, frozen.ClosesAt));
        Assert.Equal(frozen.Receipt, again.Receipt);
        Assert.Equal(ReceiptSubject.Freeze, LeafOf(frozen.Receipt).Subject);
    }

    [Fact]
    public async Task A_withdrawn_envelope_is_out_of_the_set_and_does_not_come_back_by_its_registration_posted_again()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster);
        var (body, envelope) = await BodyAsync(opening, holder);
        var platform = opening.Platform.ToString();
        var registered = (await opening.Grain.Register(platform, body, cluster.Clock.Now)).Value!;
        var order = await OrderAsync(opening, holder, registered.EnvelopeId);

        var withdrawn = (await opening.Grain.Withdraw(platform, order, cluster.Clock.Now)).Value!;
        var again = (await opening.Grain.Withdraw(platform, order, cluster.Clock.Now.AddDays(1))).Value!;
        Assert.Equal(registered.Receipt, (await opening.Grain.Register(platform, body, cluster.Clock.Now)).Value!.Receipt);

        Assert.Equal(withdrawn.Receipt, again.Receipt);
        Assert.Equal(ReceiptSubject.Withdrawal, LeafOf(withdrawn.Receipt).Subject);
        Assert.Equal(0, (await opening.Grain.Read(platform)).Value!.Envelopes);
        Assert.IsType<FreezeMismatch>((await FreezeAsync(opening, [envelope])).Refusal);
        Assert.Null((await FreezeAsync(opening, [])).Refusal);
    }

    [Fact]
    public async Task Before_the_start_registrations_are_pushed_to_nobody_and_the_board_is_empty()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster);
        var before = PushesOf(opening).Count;

        await opening.BidAsync(holder);
        var board = (await opening.Grain.Board()).Value!;
        await cluster.RestartAsync();
        await opening.BidAsync(holder, "B");

        Assert.Equal(before, PushesOf(opening).Count);
        Assert.Empty((await opening.Grain.Board()).Value!.Tiles);
        // Another activation is not told from the one before: something woke it.
        Assert.Equal((board.Epoch, 0), ((await opening.Grain.Board()).Value!.Epoch, (await opening.Grain.Board()).Value!.Number));
        await opening.FreezeAsync();
        Assert.Empty((await opening.Grain.Board()).Value!.Tiles);
        Assert.DoesNotContain(PushesOf(opening), pushed => pushed is BoardSnapshot);
    }

    [Fact]
    public async Task A_start_by_clock_is_told_by_itself_with_all_tiles()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster, "张小三", 3);
        await opening.BidAsync(holder);
        await opening.BidAsync(holder, "B");
        await opening.FreezeAsync();

        cluster.Clock.Reach(opening.Start);

        var board = await Pushed<BoardSnapshot>(opening, _ => true);
        Assert.Equal((OpeningPhase.Started, TileState.Waiting), (board.Terms.Phase, Assert.Single(board.Tiles).State));
        Assert.Equal(["A", "B"], board.Tiles[0].Lots);
        await Pushed<OpeningTerms>(opening, terms => terms.Phase == OpeningPhase.Started && terms.OpensAt == opening.Start);
        var snapshot = (await opening.Grain.Board()).Value!;
        Assert.Equal((board.Epoch, board.Number), (snapshot.Epoch, snapshot.Number));
    }

    [Fact]
    public async Task An_answer_reaches_the_board_under_the_next_number()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster, "张小三", 4);
        await opening.BidAsync(holder);
        await opening.FreezeAsync();
        cluster.Clock.Reach(opening.Start);
        var first = await Pushed<BoardSnapshot>(opening, _ => true);

        await opening.ApproveAsync(holder, opening.ChallengeOf(holder), opening.Start);

        var answered = await Pushed<BoardSnapshot>(opening, board => board.Tiles.Any(tile => tile.State == TileState.Answered));
        Assert.Equal(first.Epoch, answered.Epoch);
        var numbers = PushesOf(opening).OfType<BoardSnapshot>().Select(board => board.Number).ToList();
        Assert.Equal(Enumerable.Range((int)first.Number, numbers.Count).Select(number => (long)number), numbers);
    }

    [Fact]
    public async Task An_extension_is_pushed_at_once_and_answered_the_same_after_a_restart()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        await opening.FreezeAsync();
        cluster.Clock.Reach(opening.Start);
        var until = opening.End.AddMinutes(10);

        var extended = (await opening.AmendAsync(new AmendmentAction.Extend(until), opening.End.AddMilliseconds(-1))).Value!;

        Assert.Contains(PushesOf(opening), pushed => pushed is OpeningTerms terms && terms.ClosesAt == until && terms.Amendment == 1);
        Assert.Equal((1, until), (extended.Number, extended.ClosesAt));
        Assert.Equal(ReceiptSubject.Amendment, LeafOf(extended.Receipt).Subject);
        await cluster.RestartAsync();
        Assert.Equal(until, (await opening.Grain.Terms()).Value!.ClosesAt);
    }

    [Fact]
    public async Task A_late_answer_is_admitted_and_another_openings_challenge_is_not()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster, "张小三", 5);
        await opening.BidAsync(holder);
        await opening.FreezeAsync();
        cluster.Clock.Reach(opening.Start);
        var challenge = opening.ChallengeOf(holder);
        var (response, _) = await opening.PrepareAsync(holder, challenge, opening.Start);
        cluster.Clock.Reach(opening.End);
        Assert.IsType<WindowClosed>((await holder.Challenge(challenge).Respond(response, opening.End)).Refusal);
        var digest = Sm3Digest.Of(response.Record);

        Assert.Equal("challenge", Assert.IsType<AmendmentRefused>((await opening.AmendAsync(new AmendmentAction.Admit(ChallengeId.New(), digest), opening.End)).Refusal).Where);
        Assert.IsType<AmendmentRefused>((await opening.AmendAsync(new AmendmentAction.Admit(challenge, Sm3Digest.Of([1])), opening.End)).Refusal);
        Assert.Null((await opening.AmendAsync(new AmendmentAction.Admit(challenge, digest), opening.End)).Refusal);

        await Pushed<BoardSnapshot>(opening, board => board.Tiles.Any(tile => tile.State == TileState.Admitted));
        var feed = (await cluster.Grains.GetGrain<IFeedGrain>(opening.Id.ToString()).Read(opening.Platform.ToString(), 0)).Value!;
        Assert.Equal([1L, 2L], feed.Results.Select(item => item.N));
        Assert.Equal(2, feed.Last);
        Assert.Equal(2, (await cluster.Grains.GetGrain<IFeedGrain>(opening.Id.ToString()).Read(opening.Platform.ToString(), 2)).Value!.Last);
    }

    [Fact]
    public async Task Nobody_but_its_platform_learns_of_an_opening_and_an_unknown_one_is_not_found()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);

        Assert.Equal(new NotFound(), (await opening.Grain.Read("pl-other")).Refusal);
        Assert.Equal(new NotFound(), (await cluster.Grains.GetGrain<IFeedGrain>(opening.Id.ToString()).Read("pl-other", 0)).Refusal);
        var unknown = cluster.Grains.GetGrain<IOpeningGrain>(OpeningId.New().ToString());
        Assert.Equal(new NotFound(), (await unknown.Terms()).Refusal);
        Assert.Equal(new NotFound(), (await unknown.Board()).Refusal);
        Assert.Equal(new NotFound(), (await unknown.Frozen([])).Refusal);
    }

    [Fact]
    public async Task The_frozen_parts_are_the_same_before_and_after_a_restart_and_refused_before_the_start()
    {
        using var opening = await TestOpening.DescribeAsync(cluster);
        using var holder = await TestHolder.EnrolAsync(cluster, "张小三", 6);
        var (envelope, _, _) = await opening.BidAsync(holder);
        await opening.FreezeAsync();
        Assert.Equal(opening.Start, Assert.IsType<NotStarted>((await opening.Grain.Frozen([envelope.ToString()])).Refusal).OpensAt);
        cluster.Clock.Reach(opening.Start);

        var first = (await opening.Grain.Frozen([envelope.ToString()])).Value!;
        await cluster.RestartAsync();
        var again = (await opening.Grain.Frozen([envelope.ToString()])).Value!;

        Assert.Equal((0, 0), (Assert.Single(first.Places).Index, first.Places[0].Path.Count));
        Assert.Equal(first.FreezeReceipt, again.FreezeReceipt);
        Assert.Equal(Assert.Single(first.Crls), Assert.Single(again.Crls));
        Assert.Equal(first.Chain[0], again.Chain[0]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => opening.Grain.Frozen([EnvelopeId.New().ToString()]));
    }

    private async Task<(byte[] Body, SealedEnvelope Envelope)> BodyAsync(TestOpening opening, TestHolder holder)
    {
        var (challenge, header, contentKey, sealedKey) = await opening.AskAsync(holder);
        var (response, scanned) = await opening.ApproveAsync(holder, challenge, cluster.Clock.Now);
        var bytes = header.Encode();
        var envelope = new SealedEnvelope(
            bytes, BidContext.Commit(BidContext.Of(bytes), contentKey), sealedKey, new Authorship(scanned.Statement!, response.Record, response.Signature));
        return (Encode(envelope), envelope);
    }

    private async Task<byte[]> OrderAsync(TestOpening opening, TestHolder holder, string envelope)
    {
        var challenge = cluster.ChallengeIds.Encrypt(opening.Platform, opening.Id, "withdraw");
        var request = new EncryptRequest(opening.Platform.ToString(), opening.Id.ToString(), [], [envelope], 600, Sm3Digest.Of([2]).ToString());
        Assert.Null((await holder.Challenge(challenge).CreateEncrypt(request, cluster.Clock.Now)).Refusal);
        var (response, scanned) = await opening.ApproveAsync(holder, challenge, cluster.Clock.Now);
        var authorship = new Authorship(scanned.Statement!, response.Record, response.Signature);
        return RecordWriter.Write(writer => writer.Object("authorship", item => Authorship.Write(item, authorship)));
    }

    private async Task<Outcome<FrozenOpening>> FreezeAsync(TestOpening opening, IReadOnlyList<SealedEnvelope> envelopes)
    {
        if (cluster.Clock.Now < opening.Deadline)
            cluster.Clock.Reach(opening.Deadline);
        var root = MerkleTree.RootOf([.. envelopes.Select(envelope => MerkleTree.LeafHash(envelope.Leaf()))]);
        var record = new OpeningFreeze(cluster.Hub, opening.Platform, opening.Id, opening.DescriptorDigest, envelopes.Count, root, opening.Deadline).Encode();
        return await opening.Grain.Freeze(opening.Platform.ToString(), opening.Sign(record), opening.Deadline);
    }

    private List<object> PushesOf(TestOpening opening) => [.. cluster.OpeningPushes.Where(pushed => IdOf(pushed) == opening.Id.ToString())];

    private async Task<T> Pushed<T>(TestOpening opening, Func<T, bool> which)
    {
        List<T> pushed = [];
        await Eventually.TrueAsync(() => (pushed = [.. PushesOf(opening).OfType<T>().Where(which)]).Count > 0, "a push of this kind");
        return pushed[^1];
    }

    private static string IdOf(object pushed) => pushed is OpeningTerms terms ? terms.OpeningId : ((BoardSnapshot)pushed).Terms.OpeningId;

    private ReceiptLeaf LeafOf(byte[] wire)
    {
        Assert.True(Receipt.TryParse(wire, out var receipt, out var defect), defect);
        Assert.True(receipt.TryVerify(cluster.Hub, cluster.HubKeys, out var leaf, out defect), defect);
        return leaf;
    }

    private static byte[] Encode(SealedEnvelope envelope) => RecordWriter.Write(writer => SealedEnvelope.Write(writer, envelope));
}
