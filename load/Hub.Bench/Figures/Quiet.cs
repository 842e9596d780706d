namespace Hub.Bench.Figures;

/// <summary>Waits before something is measured until nobody else uses the machine, or no longer: what is measured beside a build is the build.</summary>
/// <param name="longest">How long it may wait each time; zero never waits.</param>
internal sealed class Quiet(TimeSpan longest)
{
    private const double Idle = 0.85;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);

    /// <summary>Returns after two looks in a row at an idle machine, or when it has waited long enough.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        var calm = 0;
        for (var waited = TimeSpan.Zero; waited < longest && calm < 2; waited += Look)
        {
            var busy = Machine.BusySeconds();
            await Task.Delay(Look, cancellation);
            var part = (Machine.BusySeconds() - busy) / Look.TotalSeconds / Environment.ProcessorCount;
            calm = part < 1 - Idle ? calm + 1 : 0;
        }
    }
}
