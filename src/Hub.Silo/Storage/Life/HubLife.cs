using System.Text.Json;
using Hub.Grains.Durability;
using Hub.Silo.Storage.Identity;

namespace Hub.Silo.Storage.Life;

/// <summary>
/// Puts on record when the hub was there: a heartbeat every ten seconds, and at each start when the last one was. It tells later whether an answer that came late could have come
/// in time (D10).
/// </summary>
internal sealed class HubLife : IAsyncDisposable
{
    /// <summary>The subject of these events.</summary>
    public const string Subject = "hub";

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private readonly IEventLog _events;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _beating;

    public HubLife(IEventLog events, HubIdentity identity, Func<Task> beat, TimeProvider clock)
    {
        (_events, _clock) = (events, clock);
        Note("hub-started", new { lastAlive = identity.LastAlive, identity.RestoreCount });
        _beating = BeatAsync(beat);
    }

    /// <summary>Notes the orderly stop; after a kill there is none, and that tells.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _beating;
        Note("hub-stopped", new { });
    }

    private void Note(string kind, object detail) =>
        _events.Append(new EventEntry(_clock.GetUtcNow(), kind, Subject, JsonSerializer.SerializeToUtf8Bytes(detail, JsonSerializerOptions.Web)));

    private async Task BeatAsync(Func<Task> beat)
    {
        using var timer = new PeriodicTimer(Pace);
        try
        {
            do
            {
                try
                {
                    await beat();
                }
                catch (StorageException)
                {
                    // A beat that is not stored is the evidence.
                }
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
    }
}
