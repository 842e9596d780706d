using System.Net;
using Hub.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using TradingPlatform.Openings;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.Openings;

public sealed class OpeningWorkersTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PlatformForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Worker_goes_on_after_a_fault_of_whatever_kind_also_in_what_a_kill_left(bool left)
    {
        var opening = await _forge.AnnounceAsync(OpeningStart.Host);
        if (left)
        {
            _forge.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            Assert.NotNull(await _forge.Desk.DescribeAsync(opening, terms => terms with { WindowSeconds = 90 }, CancellationToken.None));
        }
        var calls = 0;
        _forge.Answer = (path, body) =>
            Interlocked.Increment(ref calls) <= 3 ? throw new InvalidDataException("A fault that nobody thought of.")
            : calls <= 6 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
            : path == "/api/openings" ? PlatformForge.Described(body)
            : path.EndsWith("/freeze", StringComparison.Ordinal) ? _forge.Stored(_forge.FreezeLeaf(opening, body))
            : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        using var workers = new OpeningWorkers(_forge.Book, _forge.Desk, _forge.Freezes, _forge.Follower, _forge.Clock, NullLogger<OpeningWorkers>.Instance);
        await workers.StartAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource(Patience);
        while (opening.State.FreezeReceipt is null)
        {
            Assert.False(patience.IsCancellationRequested, "The opening's worker has ended.");
            _forge.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        Assert.Equal(left ? 90 : 60, opening.State.Terms.WindowSeconds);
        await workers.StopAsync(CancellationToken.None);
    }
}
