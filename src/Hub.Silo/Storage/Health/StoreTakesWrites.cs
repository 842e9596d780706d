using Hub.Grains.Durability;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Hub.Silo.Storage.Health;

/// <summary>Ready means that the database takes writes: a full or read-only one does not, and is ready again by itself. Whoever asks often gets the last second's answer.</summary>
internal sealed class StoreTakesWrites(SqliteStorage storage, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private Task<HealthCheckResult>? _last;
    private long _at;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            // One write at a time: a disk that hangs is not asked again and again.
            if (_last is null || (_last.IsCompleted && clock.GetElapsedTime(_at) >= Age))
            {
                _at = clock.GetTimestamp();
                _last = AskAsync();
            }
            return _last.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthCheckResult> AskAsync()
    {
        try
        {
            return await storage.BeatAsync().WaitAsync(Patience, clock)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The database is at its bound.");
        }
        catch (Exception fault) when (fault is StorageException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("The database takes no writes.", fault);
        }
    }
}
