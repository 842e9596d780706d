using Hub.Bench.Figures;
using Hub.Bench.House;
using Hub.Cryptography;

namespace Hub.Bench.World;

/// <summary>A hub before an hour of openings: bidders with phones, and openings that they have bid in, all through public interfaces.</summary>
internal sealed class OpeningHour : IAsyncDisposable
{
    private const int BidsOfOpening = 300;
    private const int AtOnce = 16;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(6);

    private readonly Report _report;

    private OpeningHour(HubHouse house, BenchPlatform platform, Report report) => (House, Platform, _report, Phone) = (house, platform, report, new JsonLine(house.Http, house.Phone));

    public HubHouse House { get; }

    public BenchPlatform Platform { get; }

    public JsonLine Phone { get; }

    public IReadOnlyList<Bidder> Bidders { get; private set; } = [];

    public IReadOnlyList<BenchOpening> Openings { get; private set; } = [];

    public static async Task<OpeningHour> StartAsync(int bidders, Report report, CancellationToken cancellation)
    {
        var house = await HubHouse.StartAsync(cancellation);
        var hour = new OpeningHour(house, await BenchPlatform.RegisterAsync(house, "pl-bench", 1, cancellation), report);
        report.Say($"{bidders} phones enrol");
        var enrolled = new Bidder[bidders];
        await Parallel.ForAsync(0, bidders, Width(cancellation), async (number, stop) => enrolled[number] = await Bidder.EnrolAsync(house, hour.Phone, number, stop));
        hour.Bidders = enrolled;
        return hour;
    }

    /// <summary>Everybody bids, in openings of 300. The deadlines are put off until all have.</summary>
    /// <param name="freeze">Whether to wait for the deadline and freeze; else the openings stay before their start, for an hour.</param>
    public async Task BidAsync(bool freeze, CancellationToken cancellation)
    {
        _report.Say($"{Bidders.Count} envelopes are bound, authorised and registered");
        var openings = Enumerable.Range(0, (Bidders.Count + BidsOfOpening - 1) / BidsOfOpening).Select(_ => new BenchOpening(House, Platform, Phone)).ToList();
        Openings = openings;
        var first = TimeProvider.System.GetUtcNow() + (freeze ? First : TimeSpan.FromHours(1));
        foreach (var opening in openings)
            await opening.DescribeAsync(first, cancellation);
        var bids = Parallel.ForAsync(0, Bidders.Count, Width(cancellation), async (number, stop) => await openings[number / BidsOfOpening].BidAsync(Bidders[number], stop));
        while (!bids.IsCompleted)
        {
            if (openings[0].Deadline - TimeProvider.System.GetUtcNow() < Margin)
            {
                var later = openings[0].Deadline + First;
                foreach (var opening in openings)
                    await opening.DescribeAsync(later, cancellation);
            }
            await Task.WhenAny(bids, Task.Delay(TimeSpan.FromMilliseconds(200), cancellation));
        }
        await bids;
        if (!freeze)
            return;
        var wait = openings.Max(opening => opening.Deadline) - TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(50);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, cancellation);
        foreach (var opening in openings)
            await opening.FreezeAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        Platform.Dispose();
        foreach (var opening in Openings)
            opening.Dispose();
        foreach (var bidder in Bidders)
            bidder.Dispose();
    }

    public static ParallelOptions Width(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
}
