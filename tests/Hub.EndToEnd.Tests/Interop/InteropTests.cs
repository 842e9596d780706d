using System.Diagnostics;
using System.Text.Json;
using Xunit.Abstractions;

namespace Hub.EndToEnd.Tests.Interop;

/// <summary>tests/interop against a real hub: what the protocol's page says suffices for a phone, a bidder's program and a platform.</summary>
public sealed class InteropTests(ITestOutputHelper log)
{
    // No assertion about speed: only so that programs which hang end.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task Programs_written_from_the_page_alone_go_through_a_whole_opening()
    {
        await using var world = await InteropWorld.StartAsync();
        var (exit, output, errors) = await RunAsync(await world.InputAsync(("91350100M000100Y43", "甲建设有限公司", "张三"), ("91110000600037341L", "乙建设有限公司", "李四")));
        log.WriteLine(errors);
        Assert.True(exit == 0, errors);
        using var line = JsonDocument.Parse(output);
        var result = line.RootElement;
        Assert.Equal((2, 2, 2), (result.GetProperty("bidders").GetInt32(), result.GetProperty("decrypted").GetInt32(), result.GetProperty("filesOpened").GetInt32()));
        Assert.True(result.GetProperty("digestsMatch").GetBoolean());
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string input)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var process = Process.Start(new ProcessStartInfo("node", [Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("node did not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static string Script => Path.Combine(RepositoryRoot.Path, "tests", "interop", "run.mjs");
}
