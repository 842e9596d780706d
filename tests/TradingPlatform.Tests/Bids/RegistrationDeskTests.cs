using Hub.Cryptography;
using SampleProcess;
using TradingPlatform.Openings;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.Bids;

public sealed class RegistrationDeskTests : IDisposable
{
    private readonly PlatformForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Theory]
    [InlineData("opening")]
    [InlineData("envelope")]
    [InlineData("challenge")]
    [InlineData("digest")]
    [InlineData("key")]
    public async Task Registration_without_a_receipt_that_proves_it_stays_pending_until_there_is_one(string lie)
    {
        var (opening, bid) = await OpenAsync();
        Answer(bid, bid.RegistrationLeaf, lie);
        Assert.Null((await RegisterAsync(opening, bid)).Row);
        Assert.Equal(EnvelopeStep.Pending, Assert.Single(opening.Envelopes.All).Step);
        Assert.Equal(bid.Envelope.ToString(), Assert.Single(opening.Alarms.All).About);
        Answer(bid, bid.RegistrationLeaf, "");
        Assert.Equal(EnvelopeStep.Registered, (await RegisterAsync(opening, bid)).Row!.Step);
    }

    [Theory]
    [InlineData("opening")]
    [InlineData("challenge")]
    [InlineData("digest")]
    [InlineData("key")]
    public async Task Withdrawal_without_a_receipt_that_proves_it_takes_nothing_out_until_there_is_one(string lie)
    {
        var (opening, bid) = await OpenAsync();
        Answer(bid, bid.RegistrationLeaf, "");
        await RegisterAsync(opening, bid);
        var order = bid.Withdraw(bid.Envelope);
        var leaf = bid.RegistrationLeaf with { Subject = ReceiptSubject.Withdrawal, Envelope = null, Digest = order.Digest };
        Answer(bid, leaf, lie);
        Assert.Null((await _forge.Registrations.WithdrawAsync(opening, order, CancellationToken.None)).Row);
        Assert.Equal(EnvelopeStep.Registered, Assert.Single(opening.Envelopes.All).Step);
        Assert.Single(opening.Alarms.All);
        // The freeze asks again, so that both sides have the same set.
        Answer(bid, leaf, "");
        _forge.Clock.Advance(TimeSpan.FromMinutes(1));
        await _forge.Freezes.FreezeAsync(opening, CancellationToken.None);
        Assert.Equal(EnvelopeStep.Out, Assert.Single(opening.Envelopes.All).Step);
        var kept = (await _forge.Registrations.WithdrawAsync(opening, order, CancellationToken.None)).Row!.Receipt;
        Assert.True(Receipt.TryParse(kept, out var receipt, out _));
        Assert.Equal(leaf.Encode(), receipt.Leaf);
    }

    [Fact]
    public async Task Envelope_that_was_taken_back_does_not_come_back_by_the_hub_s_old_receipt()
    {
        var (opening, bid) = await OpenAsync();
        Answer(bid, bid.RegistrationLeaf, "");
        await RegisterAsync(opening, bid);
        var order = bid.Withdraw(bid.Envelope);
        Answer(bid, bid.RegistrationLeaf with { Subject = ReceiptSubject.Withdrawal, Envelope = null, Digest = order.Digest }, "");
        Assert.NotNull((await _forge.Registrations.WithdrawAsync(opening, order, CancellationToken.None)).Row);
        Answer(bid, bid.RegistrationLeaf, "");
        Assert.NotNull((await RegisterAsync(opening, bid)).Refusal);
        Assert.Equal(EnvelopeStep.Out, Assert.Single(opening.Envelopes.All).Step);
    }

    [Fact]
    public async Task Certificate_has_room_for_64_envelopes_and_what_was_taken_back_needs_none()
    {
        var (opening, bid) = await OpenAsync();
        Answer(bid, bid.RegistrationLeaf, "");
        for (var i = 0; i < 63; i++)
            Hold(opening, bid, EnvelopeStep.Registered);
        var last = Hold(opening, bid, EnvelopeStep.Pending);
        Assert.NotNull((await RegisterAsync(opening, bid)).Refusal);
        Assert.Equal(64, opening.Envelopes.Count);
        opening.Envelopes.Put(last, opening.Envelopes.Find(last)! with { Step = EnvelopeStep.Out });
        Assert.NotNull((await RegisterAsync(opening, bid)).Row);
    }

    [Fact]
    public async Task Envelopes_that_the_hub_refused_take_nobody_s_room()
    {
        var (opening, bid) = await OpenAsync();
        _forge.Answer = (path, _) => path.Contains("/enterprises/", StringComparison.Ordinal) ? PlatformForge.Json(bid.Certificates)
            : new HttpResponseMessage(System.Net.HttpStatusCode.UnprocessableEntity) { Content = new StringContent("{\"type\":\"urn:hub:problem:authorship-invalid\"}") };
        Assert.NotNull((await RegisterAsync(opening, bid)).Refusal);
        Assert.Equal(0, opening.Envelopes.Count);
    }

    [Fact]
    public async Task Order_of_another_certificate_to_take_an_envelope_back_is_not_passed_on()
    {
        var (opening, bid) = await OpenAsync();
        Answer(bid, bid.RegistrationLeaf, "");
        await RegisterAsync(opening, bid);
        _forge.Answer = (_, _) => throw new InvalidOperationException("The hub was asked.");
        var other = new ForgedBid(_forge, opening);
        Assert.NotNull((await _forge.Registrations.WithdrawAsync(opening, other.Withdraw(bid.Envelope), CancellationToken.None)).Refusal);
        Assert.NotNull((await _forge.Registrations.WithdrawAsync(opening, bid.Withdraw(bid.Envelope, EnvelopeId.New()), CancellationToken.None)).Refusal);
        Assert.Empty(opening.Withdrawals.All);
    }

    [Fact]
    public async Task Envelope_that_was_taken_back_while_its_registration_was_checked_again_stays_out()
    {
        var (opening, bid) = await OpenAsync();
        opening.Envelopes.Put(bid.Envelope.ToString(), bid.Row with { Step = EnvelopeStep.Pending, Page = ForgedBid.Page.Stored(), Certificate = bid.Certificate });
        _forge.Answer = (path, _) =>
        {
            if (!path.Contains("/enterprises/", StringComparison.Ordinal))
                return bid.Registered(bid.RegistrationLeaf);
            opening.Envelopes.Put(bid.Envelope.ToString(), opening.Envelopes.Find(bid.Envelope.ToString())! with { Step = EnvelopeStep.Out });
            return PlatformForge.Json(bid.Certificates);
        };
        Assert.NotNull((await RegisterAsync(opening, bid)).Refusal);
        Assert.Equal(EnvelopeStep.Out, Assert.Single(opening.Envelopes.All).Step);
    }

    [Theory]
    [InlineData(EnvelopeStep.Registered)]
    [InlineData(EnvelopeStep.Out)]
    public async Task Refusal_that_comes_late_removes_nothing_that_the_hub_has_had_meanwhile(string step)
    {
        var (opening, bid) = await OpenAsync();
        _forge.Answer = (path, _) =>
        {
            if (path.Contains("/enterprises/", StringComparison.Ordinal))
                return PlatformForge.Json(bid.Certificates);
            opening.Envelopes.Put(bid.Envelope.ToString(), opening.Envelopes.Find(bid.Envelope.ToString())! with { Step = step });
            return new HttpResponseMessage(System.Net.HttpStatusCode.Conflict) { Content = new StringContent("{\"type\":\"urn:hub:problem:deadline-passed\"}") };
        };
        await RegisterAsync(opening, bid);
        Assert.Equal(step, Assert.Single(opening.Envelopes.All).Step);
    }

    [Fact]
    public async Task Registrations_of_one_certificate_at_once_keep_to_its_room()
    {
        var (opening, bid) = await OpenAsync();
        for (var i = 0; i < 63; i++)
            Hold(opening, bid, EnvelopeStep.Registered);
        _forge.Answer = (path, _) =>
        {
            if (!path.Contains("/enterprises/", StringComparison.Ordinal))
                return bid.Registered(bid.RegistrationLeaf);
            // Another one takes the last place while this one is checked.
            Hold(opening, bid, EnvelopeStep.Pending);
            return PlatformForge.Json(bid.Certificates);
        };
        Assert.NotNull((await RegisterAsync(opening, bid)).Refusal);
        Assert.Equal(64, opening.Envelopes.Count);
    }

    [Fact]
    public async Task Change_of_a_row_is_made_of_what_stands_there_however_many_come_at_once()
    {
        var folder = Directory.CreateTempSubdirectory("rows").FullName;
        var rows = new JsonFolder<Counted>(folder);
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) =>
        {
            await Task.Yield();
            rows.Change("one", row => new Counted((row?.Count ?? 0) + 1));
        });
        Assert.Equal(100, rows.Find("one")!.Count);
        Assert.Equal(100, new JsonFolder<Counted>(folder).Find("one")!.Count);
        rows.Change("one", _ => null);
        Assert.Empty(new JsonFolder<Counted>(folder).All);
        Directory.Delete(folder, recursive: true);
    }

    private sealed record Counted(int Count);

    private async Task<(Opening Opening, ForgedBid Bid)> OpenAsync()
    {
        var opening = await _forge.AnnounceAsync();
        _forge.Clock.SetUtcNow(PlatformForge.Now);
        opening.Change(state => state with { Descriptor = _forge.Identity.Sign((state.Terms with { Deadline = PlatformForge.Now.AddSeconds(30), EarliestStart = PlatformForge.Now.AddSeconds(30) }).Encode()) });
        return (opening, new ForgedBid(_forge, opening));
    }

    /// <summary>Another envelope of the bid's certificate.</summary>
    private static string Hold(Opening opening, ForgedBid bid, string step)
    {
        Assert.True(BidHeader.TryParse(bid.Sealed.Header, out var header, out _));
        var id = EnvelopeId.New();
        opening.Envelopes.Put(id.ToString(), new EnvelopeRow { Header = (header with { Envelope = id }).Encode(), Certificate = bid.Certificate, Step = step });
        return id.ToString();
    }

    private Task<(EnvelopeRow? Row, Microsoft.AspNetCore.Http.IResult? Refusal)> RegisterAsync(Opening opening, ForgedBid bid) =>
        _forge.Registrations.RegisterAsync(opening, bid.Envelope, bid.Sealed, ForgedBid.Page, CancellationToken.None);

    private void Answer(ForgedBid bid, ReceiptLeaf leaf, string lie)
    {
        _forge.ReceiptSigner = lie == "key" ? Sm2PrivateKey.Generate() : null;
        var said = lie switch
        {
            "opening" => leaf with { Opening = OpeningId.New() },
            "envelope" => leaf with { Envelope = EnvelopeId.New() },
            "challenge" => leaf with { Challenge = ChallengeId.New() },
            "digest" => leaf with { Digest = Sm3Digest.Of([1]) },
            _ => leaf,
        };
        _forge.Answer = (path, _) => path.Contains("/enterprises/", StringComparison.Ordinal) ? PlatformForge.Json(bid.Certificates) : bid.Registered(said);
    }
}
