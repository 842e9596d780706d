using System.Security.Cryptography;
using Bidder;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Hub.Phone;

namespace Hub.EndToEnd.Tests.Samples;

/// <summary>A bidder with its program and an honest phone, at the sample platform.</summary>
internal sealed class SampleBidder(HubWorld world, PlatformProcess platform, Holder holder, string folder)
{
    private readonly HolderPhone _phone = holder.Phone();
    private readonly BidderProgram _program = Program(world, platform, holder);

    public async Task<(OpeningOffer Offer, IReadOnlyList<BidFile> Files)> EncryptAsync(OpeningId opening, params string[] lots)
    {
        var offer = await _program.GetOfferAsync(opening);
        var files = new List<BidFile>();
        foreach (var lot in lots)
        {
            using var plaintext = new MemoryStream(RandomNumberGenerator.GetBytes(1000));
            files.Add(await _program.EncryptAsync(plaintext, "投标文件.pdf", TestOpening.Lot(lot), offer, FileCipherSuite.Sm4Gcm, Path.Combine(folder, $"{holder.Name}-{lot}")));
        }
        return (offer, files);
    }

    public Task<IReadOnlyList<HandedIn>> SubmitAsync((OpeningOffer Offer, IReadOnlyList<BidFile> Files) bid) => _program.SubmitAsync(bid.Offer, bid.Files, [], Scanner());

    /// <summary>Answers on the page of the decrypt code, which the page secret opens.</summary>
    public async Task DecryptAsync(OpeningId opening, HandedIn file)
    {
        var secret = file.Page.Reveal();
        var (_, registered) = await platform.PageAsync(HttpMethod.Get, $"/openings/{opening}/envelopes/{file.File.Header.Envelope}", secret);
        var challenge = ChallengeId.TryParse(registered.GetProperty("challenge").GetString(), out var id) ? id : throw new InvalidOperationException();
        var (_, watch) = await platform.PageAsync(HttpMethod.Post, $"/openings/{opening}/challenges/{challenge}/watch", secret);
        Assert.True(WireTime.TryParse(watch.GetProperty("expires").GetString(), out var expires));
        var page = new BidChallenge(challenge, [], expires, watch.GetProperty("watchToken").GetString()!, new Uri(watch.GetProperty("live").GetString()!));
        Assert.IsType<PhoneDecision.Approved>(await new LiveAnswers(TimeProvider.System).WaitAsync(page, Scanner(), CancellationToken.None));
    }

    private static BidderProgram Program(HubWorld world, PlatformProcess platform, Holder holder)
    {
        Assert.True(BidderTrust.TryParse(world.Anchors, out var trust, out var defect), defect);
        var accepted = BidderCertificate.TryAccept(
            holder.Memory.SigningCertificate, holder.Memory.EncryptionCertificate, holder.Memory.Chain, trust, TimeProvider.System.GetUtcNow(), out var own, out defect);
        Assert.True(accepted, defect);
        return new BidderProgram(world.Line.Http, platform.Url, platform.Told, trust, own!, new LiveAnswers(TimeProvider.System), TimeProvider.System);
    }

    private Func<string, CancellationToken, Task> Scanner()
    {
        var answered = false;
        return async (url, cancellation) =>
        {
            if (answered || !(await _phone.ScanAsync(url, cancellation)).TryGet(out var scanned, out _) || !scanned.IsReady)
                return;
            using var session = (await _phone.UnlockAsync(scanned, holder.PinText, cancellation)).Value;
            _ = (await session.RespondAsync(cancellation)).Value;
            answered = true;
        };
    }
}
