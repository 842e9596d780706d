using System.Text.Json;
using Hub.Cryptography;
using Microsoft.AspNetCore.SignalR.Client;

namespace Bidder;

/// <summary>Waits at the hub's <c>/live</c> (protocol section 7.3), as a bidder's page does.</summary>
public sealed class LiveAnswers(TimeProvider clock) : IAnswerWatch
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FrameMargin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenBooks = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<PhoneDecision> WaitAsync(BidChallenge challenge, Func<string, CancellationToken, Task> show, CancellationToken cancellation)
    {
        var decided = new TaskCompletionSource<PhoneDecision>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var connection = new HubConnectionBuilder().WithUrl(challenge.Live).WithAutomaticReconnect().Build();
        using var registration = connection.On<JsonElement>("challenge", snapshot => Look(snapshot, decided));
        // After every reconnect the page asks anew: what was pushed meanwhile is in the snapshot.
        connection.Reconnected += async _ => Look(await WatchAsync(connection, challenge, cancellation), decided);
        connection.Closed += _ =>
        {
            decided.TrySetResult(new PhoneDecision.None("disconnected"));
            return Task.CompletedTask;
        };

        await connection.StartAsync(cancellation).WaitAsync(CallTimeout, clock, cancellation);
        var first = await WatchAsync(connection, challenge, cancellation);
        Look(first, decided);

        using var showing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A code that is being shown is not interrupted: a phone may just be waiting for its acknowledgement.
        var codes = ShowAsync(connection, challenge, url => show(url, cancellation), decided, showing.Token);
        var patience = challenge.Expires - TimeOf(first, "serverTime") + CallTimeout;
        try
        {
            return await decided.Task.WaitAsync(patience > TimeSpan.Zero ? patience : CallTimeout, clock, cancellation);
        }
        catch (TimeoutException)
        {
            return new PhoneDecision.None("expired");
        }
        finally
        {
            await showing.CancelAsync();
            await codes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<JsonElement> WatchAsync(HubConnection connection, BidChallenge challenge, CancellationToken cancellation) =>
        await connection.InvokeAsync<JsonElement>("Watch", challenge.WatchToken, cancellation).WaitAsync(CallTimeout, clock, cancellation);

    private async Task ShowAsync(
        HubConnection connection, BidChallenge challenge, Func<string, Task> show, TaskCompletionSource<PhoneDecision> decided, CancellationToken cancellation)
    {
        try
        {
            while (!decided.Task.IsCompleted)
            {
                var book = await connection.InvokeAsync<JsonElement>("Frames", challenge.WatchToken, cancellation).WaitAsync(CallTimeout, clock, cancellation);
                var origin = book.GetProperty("url").GetString();
                var took = clock.GetTimestamp();
                var began = default(DateTimeOffset?);
                foreach (var frame in book.GetProperty("frames").EnumerateArray())
                {
                    // A book begins with the frame of this moment; from then on the hub's clock is counted by ours.
                    began ??= TimeOf(frame, "from");
                    var wait = TimeOf(frame, "from") - began.Value - clock.GetElapsedTime(took);
                    if (wait > TimeSpan.Zero)
                        await Task.Delay(wait, clock, cancellation);
                    if (!decided.Task.IsCompleted && TimeOf(frame, "until") - began.Value - clock.GetElapsedTime(took) > FrameMargin)
                        await show(origin + frame.GetProperty("frame").GetString());
                }
                await Task.Delay(BetweenBooks, clock, cancellation);
            }
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            decided.TrySetException(broken);
        }
    }

    private static void Look(JsonElement snapshot, TaskCompletionSource<PhoneDecision> decided)
    {
        switch (snapshot.GetProperty("state").GetString())
        {
            case "approved" when snapshot.TryGetProperty("result", out var result):
                decided.TrySetResult(new PhoneDecision.Approved(result.GetProperty("response").GetBytesFromBase64(), result.GetProperty("signature").GetBytesFromBase64()));
                break;
            case "rejected" or "expired" or "cancelled":
                decided.TrySetResult(new PhoneDecision.None(snapshot.GetProperty("state").GetString()!));
                break;
        }
    }

    private static DateTimeOffset TimeOf(JsonElement value, string name) => WireTime.TryParse(value.GetProperty(name).GetString(), out var time) ? time : default;
}
