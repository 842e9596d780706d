using Hub.Gateway.Problems;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Orleans.Runtime;

namespace Hub.Gateway.Tests.Problems;

public sealed class FaultBoundaryTests
{
    [Fact]
    public async Task A_fault_tells_its_trace_and_nothing_of_the_exception()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grains.On<IOpeningGrain, Task<Outcome<OpeningSummary>>>(nameof(IOpeningGrain.Read), (_, _) => throw new InvalidOperationException("hush"));
        var response = await host.Api.GetAsync("/api/openings/" + Hosting.Bodies.OpeningText);
        Assert.Equal("internal", await response.ProblemAsync(500));
        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
        Assert.NotEmpty((await response.JsonAsync()).GetProperty("trace").GetString()!);
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_again()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grains.On<IOpeningGrain, Task<Outcome<OpeningSummary>>>(nameof(IOpeningGrain.Read), (_, _) => throw new StorageOverloadedException());
        var response = await host.Api.GetAsync("/api/openings/" + Hosting.Bodies.OpeningText);
        Assert.Equal("overloaded", await response.ProblemAsync(503));
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public void What_storage_said_to_an_activation_is_told_and_nobody_elses_wrapper_is_opened()
    {
        Assert.Same(ProblemTable.Overloaded, FaultBoundary.Of(new OrleansException("a grain", new StorageOverloadedException())));
        Assert.Same(ProblemTable.StorageUnavailable, FaultBoundary.Of(new OrleansException("a grain", new OrleansException("again", new CommitFailedException(null)))));
        Assert.Same(ProblemTable.Internal, FaultBoundary.Of(new InvalidOperationException("a fault of ours", new TimeoutException())));
        Assert.Same(ProblemTable.Internal, FaultBoundary.Of(new TypeInitializationException("Some", new StorageOverloadedException())));
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_of_another_type_are_problems_too()
    {
        await using var host = await GatewayHost.StartAsync();
        Assert.Equal("not-found", await (await host.Api.GetAsync("/api/nothing")).ProblemAsync(404));
        Assert.Equal("not-found", await (await host.Api.DeleteAsync("/api/openings")).ProblemAsync(404));
        using var text = new StringContent("{}");
        Assert.Equal("unsupported-media", await (await host.Api.PostAsync("/api/openings", text)).ProblemAsync(415));
    }
}
