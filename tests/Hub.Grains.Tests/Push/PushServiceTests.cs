using Hub.Grains.Contracts;
using Hub.Grains.Push;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Hub.Grains.Tests.Push;

public class PushServiceTests
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    [Fact]
    public async Task A_gateway_that_hangs_or_throws_costs_the_others_nothing_and_the_order_holds()
    {
        var hanging = new RecordingGateway(() => Never);
        var throwing = new RecordingGateway(() => throw new InvalidOperationException("dead"));
        var failing = new RecordingGateway(() => Task.FromException(new TimeoutException()));
        var good = new RecordingGateway(() => Task.CompletedTask);
        await using var push = Push(() => Task.FromResult<IReadOnlyList<IGatewayObserver>>([hanging, throwing, failing, good]));

        for (var n = 1; n <= 100; n++)
            push.ResultsAdvanced("op-1", n);

        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), await good.HasResults(100));
        Assert.Equal(100, (await hanging.HasResults(100)).Count);
    }

    [Fact]
    public async Task A_push_returns_while_the_list_of_gateways_hangs_and_more_than_the_queue_holds_is_dropped()
    {
        var asked = new TaskCompletionSource<IReadOnlyList<IGatewayObserver>>();
        var good = new RecordingGateway(() => Task.CompletedTask);
        await using var push = Push(() => asked.Task);

        // Would never end if a push waited for the list.
        for (var n = 1; n <= PushService.QueueLength + 500; n++)
            push.ResultsAdvanced("op-1", n);
        asked.SetResult([good]);

        var got = await good.HasResult(PushService.QueueLength + 500);
        Assert.InRange(got.Count, PushService.QueueLength, PushService.QueueLength + 1);
        Assert.Equal(PushService.QueueLength + 500, got[^1]);
    }

    [Fact]
    public async Task Failures_are_logged_once_a_minute()
    {
        var time = new FakeTimeProvider();
        var log = new CountingLogger();
        var failing = new RecordingGateway(() => throw new InvalidOperationException("dead"));
        await using var push = new PushService(new GatewayList(() => Task.FromResult<IReadOnlyList<IGatewayObserver>>([failing]), time), time, log);

        for (var n = 1; n <= 50; n++)
            push.ResultsAdvanced("op-1", n);
        await failing.HasResults(50);
        Assert.Equal(1, log.Count);
        time.Advance(TimeSpan.FromMinutes(1));
        push.ResultsAdvanced("op-1", 51);
        push.ResultsAdvanced("op-1", 52);
        await failing.HasResults(52);

        Assert.Equal(2, log.Count);
    }

    [Fact]
    public async Task A_list_is_asked_for_again_after_a_tenth_of_a_second_and_serves_on_when_that_fails()
    {
        var time = new FakeTimeProvider();
        var first = new RecordingGateway(() => Task.CompletedTask);
        var asked = 0;
        var list = new GatewayList(
            () => ++asked == 2 ? Task.FromException<IReadOnlyList<IGatewayObserver>>(new TimeoutException()) : Task.FromResult<IReadOnlyList<IGatewayObserver>>([first]), time);

        Assert.Same(first, Assert.Single(await list.CurrentAsync()));
        time.Advance(GatewayList.Fresh - TimeSpan.FromMilliseconds(1));
        await list.CurrentAsync();
        Assert.Equal(1, asked);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Same(first, Assert.Single(await list.CurrentAsync()));
        Assert.Equal(2, asked);
        Assert.NotNull(list.Failure);
        time.Advance(GatewayList.Patience - TimeSpan.FromMilliseconds(1));
        await list.CurrentAsync();
        Assert.Equal(2, asked);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await list.CurrentAsync();
        Assert.Equal(3, asked);
        Assert.Null(list.Failure);
    }

    [Fact]
    public void A_gateway_is_forgotten_after_a_minute_of_silence()
    {
        var register = new GatewayRegister();
        var silent = new RecordingGateway(() => Task.CompletedTask);
        var lively = new RecordingGateway(() => Task.CompletedTask);
        register.Join(silent, TimeSpan.Zero);
        register.Join(lively, TimeSpan.Zero);
        register.Join(lively, TimeSpan.FromSeconds(30));

        Assert.Equal(2, register.All(GatewayRegister.Lifetime - TimeSpan.FromMilliseconds(1)).Count);
        Assert.Same(lively, Assert.Single(register.All(GatewayRegister.Lifetime)));
    }

    [Fact]
    public void A_gateway_that_restarts_in_a_loop_pushes_out_the_longest_silent_only()
    {
        var register = new GatewayRegister();
        for (var i = 0; i <= GatewayRegister.MaxGateways; i++)
            register.Join(new RecordingGateway(() => Task.CompletedTask), TimeSpan.FromMilliseconds(i));

        Assert.Equal(GatewayRegister.MaxGateways, register.All(TimeSpan.FromSeconds(1)).Count);
    }

    private static PushService Push(Func<Task<IReadOnlyList<IGatewayObserver>>> read) => new(new GatewayList(read, TimeProvider.System), TimeProvider.System, NullLogger.Instance);

    private sealed class CountingLogger : ILogger
    {
        internal int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }
}
