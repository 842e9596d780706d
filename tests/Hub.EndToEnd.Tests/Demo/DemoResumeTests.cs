using System.Text.Json;
using Hub.EndToEnd.Tests.Samples;

namespace Hub.EndToEnd.Tests.Demo;

/// <summary>The demo that is kept, killed wherever it stands: started again, it goes on there.</summary>
public sealed class DemoResumeTests : IDisposable
{
    // No assertion about speed: only so that a hung demo ends.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly string _data = Path.Combine(Directory.CreateTempSubdirectory("hub-demo-kept-").FullName, "demo");

    [Fact]
    public async Task A_demo_that_is_killed_at_any_stage_goes_on_at_the_same_addresses_with_the_same_opening()
    {
        var announced = await RunUntilAsync(line => line.Contains("has handed in", StringComparison.Ordinal));
        var opening = OpeningOf(announced);
        var bidding = await RunUntilAsync(line => line.Contains("has answered", StringComparison.Ordinal));
        var answering = await RunUntilAsync(line => line.StartsWith('{'));
        var over = await RunUntilAsync(line => line.StartsWith('{'));

        Assert.Equal(Addresses(announced), Addresses(bidding));
        Assert.Equal(Addresses(announced), Addresses(over));
        Assert.Contains(bidding, line => line.Contains($"resuming {opening}", StringComparison.Ordinal));
        Assert.Contains(answering, line => line.Contains("board │", StringComparison.Ordinal));
        foreach (var result in new[] { Result(answering), Result(over) })
        {
            // On a slow machine the deadline may have passed while the demo was down; then fewer took part.
            Assert.InRange(result.GetProperty("bidders").GetInt32(), 1, 12);
            Assert.Equal(result.GetProperty("bidders").GetInt32(), result.GetProperty("decrypted").GetInt32());
            Assert.True(result.GetProperty("digestsMatch").GetBoolean());
        }
        Assert.Equal(Result(answering).GetProperty("filesOpened").GetInt32(), Result(over).GetProperty("filesOpened").GetInt32());

        var fresh = await RunUntilAsync(line => line.Contains("announced op-", StringComparison.Ordinal), "--fresh");
        Assert.NotEqual(opening, OpeningOf(fresh));
        Assert.DoesNotContain(fresh, line => line.Contains("resuming", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_data)!, recursive: true);

    /// <summary>Runs the demo until it says so, then kills it; gives what it said.</summary>
    private async Task<List<string>> RunUntilAsync(Predicate<string> reached, params string[] more)
    {
        using var demo = BuiltProgram.Start(BuiltProgram.Find("samples", "Demo"), ["--data", _data, .. more]);
        var said = new List<string>();
        using var patience = new CancellationTokenSource(Patience);
        var there = new TaskCompletionSource();
        try
        {
            var readers = new[] { ReadAsync(demo.StandardOutput), ReadAsync(demo.StandardError) };
            await Task.WhenAny(there.Task, Task.WhenAll(readers)).WaitAsync(patience.Token);
            lock (said)
                Assert.True(there.Task.IsCompleted, "the demo ended before:\n" + string.Join('\n', said));
            // Its processes end with it: they read the end of their standard input.
            demo.Kill();
            await Task.WhenAll(readers).WaitAsync(patience.Token);
            return said;
        }
        catch (OperationCanceledException)
        {
            demo.Kill(entireProcessTree: true);
            Assert.Fail("the demo did not come so far:\n" + string.Join('\n', said));
            throw;
        }

        async Task ReadAsync(StreamReader from)
        {
            while (await from.ReadLineAsync(patience.Token) is { } line)
            {
                lock (said)
                    said.Add(line);
                if (reached(line))
                    there.TrySetResult();
            }
        }
    }

    private static string OpeningOf(List<string> said) =>
        said.Single(line => line.Contains("announced op-", StringComparison.Ordinal)).Split(' ').Single(word => word.StartsWith("op-", StringComparison.Ordinal)).TrimEnd(';');

    private static string Addresses(List<string> said) => said.Single(line => line.Contains("  hub http", StringComparison.Ordinal)).Split("  hub ")[1];

    private static JsonElement Result(List<string> said) => JsonDocument.Parse(said.Single(line => line.StartsWith('{'))).RootElement;
}
