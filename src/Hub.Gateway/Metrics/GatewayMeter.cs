using System.Diagnostics.Metrics;
using Hub.Cryptography;
using Hub.Gateway.Feed;
using Hub.Gateway.Problems;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Metrics;

/// <summary>
/// What the gateway counts. Before the start nobody may learn how many bid (D10), so that only what can happen after a start is counted: never an encrypt challenge, a registration,
/// or a scan before the start.
/// </summary>
internal sealed class GatewayMeter : IDisposable
{
    public const string Name = "Hub.Gateway";
    public const string Calls = "hub.phone.calls", PushLatency = "hub.push.latency", FeedWaiting = "hub.feed.waiting";

    private readonly Meter _meter;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _latency;

    public GatewayMeter(IMeterFactory meters, FeedWaiters waiters)
    {
        _meter = meters.Create(Name);
        _calls = _meter.CreateCounter<long>(Calls, "{call}", "Phones' calls after a start, by step and outcome");
        _latency = _meter.CreateHistogram<double>(PushLatency, "s", "From the arrival of a response to the push to its page",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _meter.CreateObservableGauge(FeedWaiting, () => waiters.Waiting, "{call}", "Feed calls that wait");
    }

    /// <summary>A scan was answered; only a decrypt's after its start is counted, and what is refused only then.</summary>
    public void Scanned(Outcome<ScanAnswer> outcome)
    {
        if (outcome.Value is { Kind: ChallengeKind.Decrypt, Statement: not null })
            Count("scan", "answered");
        else if (outcome.Refusal is WrongCertificate)
            Count("scan", RefusalProblem.Of(outcome.Refusal).Type.Name);
    }

    /// <summary>A response was answered.</summary>
    public void Responded(string kind, Outcome<Acknowledgement> outcome)
    {
        if (kind == ChallengeKind.Decrypt && outcome.Refusal is not NotStarted)
            Count("response", outcome.Refusal is { } refusal ? RefusalProblem.Of(refusal).Type.Name : "stored");
    }

    /// <summary>A page is told of a decrypt's answer, once: what is pushed of it later is no answer's latency.</summary>
    public void Told(ChallengeSnapshot snapshot, DateTimeOffset now)
    {
        if (snapshot is { Kind: ChallengeKind.Decrypt, Answers: true, Result: { } result })
            _latency.Record(Math.Max(0, (now - result.Arrival).TotalSeconds));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Count(string step, string outcome) => _calls.Add(1, new KeyValuePair<string, object?>("step", step), new KeyValuePair<string, object?>("outcome", outcome));
}
