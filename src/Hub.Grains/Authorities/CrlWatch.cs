using System.Diagnostics.Metrics;
using Hub.Cryptography;
using Hub.Grains.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Grains.Authorities;

/// <summary>
/// Looks once a minute by when each authority must bring its next list, and says so before it is too late: a list that is overdue or missing stops announcements and freezes, and a
/// freeze is the worst minute to learn it. Tells of authorities only, and goes by the clock only, so that it tells nobody who bids (D10).
/// </summary>
internal sealed partial class CrlWatch(IGrainFactory grains, TimeProvider time, ILogger<CrlWatch> logger) : BackgroundService
{
    /// <summary>The instrument: seconds until the first of an authority's lists is overdue, 0 once it is or while its own list is missing; by authority id.</summary>
    public const string Instrument = "hub.authority.crl.remaining";

    /// <summary>How long before a list is overdue it is said in the log; of one that is made for less than two days, when half of its time is over.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromHours(24);

    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly Meter _meter = new("Hub.Authorities");
    private readonly Dictionary<string, DateTimeOffset> _said = [];
    private IReadOnlyList<Due> _dues = [];

    /// <summary>The first of an authority's lists to be overdue; nothing of it while the authority's own list is missing.</summary>
    private sealed record Due(string Authority, Crl? List)
    {
        public DateTimeOffset? At => List?.NextUpdate;

        public DateTimeOffset? SaidFrom => List is null ? null : List.NextUpdate - TimeSpan.FromTicks(Math.Min(Soon.Ticks, (List.NextUpdate - List.ThisUpdate).Ticks / 2));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    /// <summary>Looks, and says what is to be said, at most once an hour of each authority.</summary>
    internal async Task LookAsync()
    {
        var dues = new List<Due>();
        foreach (var id in (await grains.GetGrain<ITrustGrain>(ITrustGrain.Key).Read()).Authorities)
        {
            if ((await grains.GetGrain<IAuthorityGrain>(id).Identify()).Try(out var authority, out _))
                dues.Add(new Due(id, FirstDue(authority)));
        }
        _dues = dues;
        var now = time.GetUtcNow();
        foreach (var due in dues.Where(due => due.SaidFrom is not { } from || now > from))
        {
            if (_said.TryGetValue(due.Authority, out var said) && now - said < Again)
                continue;
            _said[due.Authority] = now;
            if (due.At is not { } at)
                LogMissing(logger, due.Authority);
            else if (at <= now)
                LogOverdue(logger, due.Authority, at);
            else
                LogSoon(logger, due.Authority, at);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _meter.CreateObservableGauge(Instrument, Measure, "s", "Until the next revocation list of an authority is overdue");
        // Real time: it must go on when somebody sets the clock. The first look is a minute after the start, when the grains answer and CAs have brought what they had to bring.
        using var timer = new PeriodicTimer(Pace);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await LookAsync().WaitAsync(Pace, stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, fault);
            }
            catch (OperationCanceledException)
            {
                // The hub is stopping.
            }
        }
    }

    /// <summary>What the instrument shows now.</summary>
    internal IEnumerable<Measurement<double>> Measure()
    {
        var now = time.GetUtcNow();
        return _dues.Select(it => new Measurement<double>(
            it.At is { } at ? Math.Max(0, (at - now).TotalSeconds) : 0, new KeyValuePair<string, object?>("authority", it.Authority)));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // The root's list may be brought to another authority that has the same root; the issuing certificate's own is what every authority needs.
    private static Crl? FirstDue(AuthorityIdentity authority)
    {
        var lists = authority.Crls.Select(der => KnownLists.TryGetOrParse(der, out var list) ? list : null).OfType<Crl>().ToList();
        return Sm2Certificate.TryParse(authority.Chain[0], out var issuer) && lists.Any(list => list.Issuer.Equals(issuer.Subject)) ? lists.MinBy(list => list.NextUpdate) : null;
    }
}
