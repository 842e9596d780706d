using System.Diagnostics.Metrics;

namespace Hub.Gateway.Metrics;

/// <summary>
/// How long commits take of late, without telling how many there were: the store's histogram would count registrations before a start (D10), a decaying mean does not.
/// </summary>
internal sealed class CommitPace : IDisposable
{
    public const string Name = "hub.storage.commit.recent";
    private const string Source = "hub.storage.commit.duration";
    private const double Weight = 0.05;

    private readonly Meter _meter;
    private readonly MeterListener _listener = new();
    private double _recent;

    public CommitPace(IMeterFactory meters)
    {
        _meter = meters.Create(GatewayMeter.Name + ".Storage");
        _meter.CreateObservableGauge(Name, () => Math.Round(Volatile.Read(ref _recent), 3), "s", "Decaying mean of how long commits take");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == Source)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Volatile.Write(ref _recent, _recent + Weight * (seconds - _recent)));
        _listener.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }
}
