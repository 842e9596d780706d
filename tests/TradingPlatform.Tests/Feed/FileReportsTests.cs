using System.Net;
using TradingPlatform.Feed;
using TradingPlatform.Openings;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.Feed;

public sealed class FileReportsTests : IDisposable
{
    private readonly PlatformForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Fact]
    public async Task Page_of_a_proxy_reports_no_file()
    {
        var opening = await _forge.FreezeAsync();
        opening.Results.Put("ev", new ResultRow { Envelope = "ev", Outcome = ResultRow.Opened });
        var reports = new FileReports(_forge.HubClient);
        _forge.Answer = (_, _) => PlatformForge.Json("<html>Welcome</html>"u8.ToArray());
        await reports.SendAsync(opening, CancellationToken.None);
        Assert.False(Assert.Single(opening.Results.All).Reported);
        _forge.Answer = (_, _) => new HttpResponseMessage(HttpStatusCode.NoContent);
        await reports.SendAsync(opening, CancellationToken.None);
        Assert.True(Assert.Single(opening.Results.All).Reported);
    }
}
