using System.Net;
using TradingPlatform.HubCalls;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.HubCalls;

public sealed class HubClientTests : IDisposable
{
    private readonly PlatformForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Fact]
    public async Task Answer_over_the_limit_is_a_fault_that_waiting_does_not_cure()
    {
        _forge.Answer = (_, _) => PlatformForge.Json(new byte[101]);
        var answer = await _forge.HubClient.GetBytesAsync("/api/x", 100, CancellationToken.None);
        Assert.Equal(HubProblem.TooLarge, answer.Problem);
        Assert.False(answer.Problem!.IsPassing);
        Assert.True(answer.Problem.IsFault);
        _forge.Answer = (_, _) => PlatformForge.Json(new byte[100]);
        Assert.Equal(100, (await _forge.HubClient.GetBytesAsync("/api/x", 100, CancellationToken.None)).Value!.Length);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.BadGateway, true)]
    [InlineData(HttpStatusCode.Conflict, false)]
    public async Task What_may_pass_is_no_fault(HttpStatusCode status, bool passing)
    {
        _forge.Answer = (_, _) => new HttpResponseMessage(status);
        var problem = (await _forge.HubClient.GetBytesAsync("/api/x", 100, CancellationToken.None)).Problem!;
        Assert.Equal((passing, false), (problem.IsPassing, problem.IsFault));
    }
}
