using Bidder;
using Demo.Operators;
using Demo.Processes;
using Hub.Cryptography;
using Hub.Phone;

namespace Demo.Bidders;

/// <summary>One enterprise: its holder's phone, its PIN, and its bidder's program.</summary>
internal sealed class DemoBidder
{
    private const string Unavailable = "urn:hub:problem:challenge-unavailable";
    private static readonly PhoneSettings Settings = new() { PinCost = Argon2Cost.Owasp, CallTimeout = TimeSpan.FromSeconds(20) };

    private readonly House _house;
    private readonly HttpClient _http;
    private readonly HolderPhone _phone;
    private readonly string _folder;

    public DemoBidder(PlannedBidder plan, House house, HttpClient http)
    {
        (Plan, _house, _http) = (plan, house, http);
        _folder = Path.Combine(house.Data, "bidders", $"{plan.Number:D2}");
        Directory.CreateDirectory(_folder);
        _phone = new HolderPhone(PhoneStore.InFile(Path.Combine(_folder, "phone.json")), http, Settings);
    }

    public PlannedBidder Plan { get; }

    /// <summary>申领: a code from the CA's counter, then keys and certificates on the phone.</summary>
    public async Task EnrolAsync(CodeCounter counter, CancellationToken cancellation)
    {
        if (_phone.Identity is not null)
            return;
        var code = await counter.GetAsync(Plan.CreditCode, Plan.Enterprise, Plan.Holder, cancellation);
        if (!HubId.TryParse(_house.HubId, out var hub))
            throw new DemoFailedException("the hub's id is not one");
        var subject = CertificateSubject.Create(Plan.Holder, Plan.Enterprise, Plan.CreditCode.ToString());
        var answer = await _phone.EnrolAsync(_house.Phone.GetLeftPart(UriPartial.Authority), hub, code, subject, HolderPin.LoadOrCreate(_folder), cancellation);
        if (answer.Problem is { } problem)
            throw new DemoFailedException($"{Plan.Enterprise} could not enrol: {problem}");
    }

    /// <summary>Writes the files that will be bid, before the clock of an opening runs.</summary>
    public async Task PrepareFilesAsync(CancellationToken cancellation)
    {
        foreach (var file in Plan.Files)
            await PlainFile.WriteAsync(PlainPath(file), file.Size, cancellation);
    }

    /// <summary>Encrypts, has the phone sign once for all files, and hands in.</summary>
    public async Task<IReadOnlyList<HandedIn>> BidAsync(OpeningId opening, CancellationToken cancellation)
    {
        var program = Program();
        var offer = await program.GetOfferAsync(opening, cancellation);
        var files = new List<BidFile>();
        foreach (var file in Plan.Files)
        {
            await using var plaintext = File.OpenRead(PlainPath(file));
            files.Add(await program.EncryptAsync(plaintext, file.Name, file.Lot, offer, file.Suite, Path.Combine(_folder, $"{file.Lot}.bid"), cancellation));
        }
        var handedIn = await program.SubmitAsync(offer, files, [], ScanOnce(), cancellation);
        foreach (var file in files)
            File.Delete(file.CiphertextPath);
        return handedIn;
    }

    /// <summary>Opens the page of the decrypt challenge, scans, types the PIN and answers.</summary>
    public async Task<bool> DecryptAsync(BidChallenge challenge, CancellationToken cancellation)
    {
        // An answer that was signed before the demo was stopped needs no PIN again.
        await _phone.ResendAsync(cancellation);
        return await new LiveAnswers(TimeProvider.System).WaitAsync(challenge, ScanOnce(), cancellation) is PhoneDecision.Approved;
    }

    private BidderProgram Program()
    {
        var memory = _phone.Store.Memory ?? throw new DemoFailedException($"{Plan.Enterprise} has no certificate");
        if (!BidderTrust.TryParse(memory.Anchors, out var trust, out var defect)
            || !BidderCertificate.TryAccept(memory.SigningCertificate, memory.EncryptionCertificate, memory.Chain, trust, TimeProvider.System.GetUtcNow(), out var own, out defect))
            throw new DemoFailedException($"{Plan.Enterprise}: {defect}");
        var told = new KnownPlatform(PlatformId.TryParse(Preparation.PlatformId, out var id) ? id : throw new DemoFailedException("the platform's id is not one"), Preparation.PlatformName);
        return new BidderProgram(_http, _house.Platform, told, trust, own, new LiveAnswers(TimeProvider.System), TimeProvider.System);
    }

    /// <summary>Scans the code that a page shows, and answers; a code that went stale while the machine was busy is passed over, and the next one is scanned.</summary>
    private Func<string, CancellationToken, Task> ScanOnce()
    {
        var answered = false;
        return async (url, cancellation) =>
        {
            if (answered)
                return;
            var scanned = await _phone.ScanAsync(url, cancellation);
            if (scanned.Problem?.Type == Unavailable)
                return;
            if (scanned.Problem is { } refused)
                throw new DemoFailedException($"{Plan.Enterprise} could not scan: {refused}");
            var unlocked = await _phone.UnlockAsync(scanned.Value, HolderPin.LoadOrCreate(_folder), cancellation);
            if (unlocked.Problem is { } locked)
                throw new DemoFailedException($"{Plan.Enterprise} could not unlock: {locked}");
            using var session = unlocked.Value;
            var acknowledged = await session.RespondAsync(cancellation);
            if (acknowledged.Problem is { } unanswered)
                throw new DemoFailedException($"{Plan.Enterprise} could not answer: {unanswered}");
            answered = true;
        };
    }

    private string PlainPath(PlannedFile file) => Path.Combine(_folder, "files", $"{file.Lot}-{file.Name}");
}
