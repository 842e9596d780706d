using System.Text.Json;
using Hub.EndToEnd.Tests.Samples;

namespace Hub.EndToEnd.Tests.Demo;

/// <summary>The check that a newcomer runs, as a process; and the proof that it can fail.</summary>
public sealed class DemoCheckTests
{
    // No assertion about speed: only so that a hung demo ends.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task Twelve_bidders_decrypt_and_fourteen_files_open_with_the_digests_that_the_bidders_kept()
    {
        var (exit, result, progress) = await RunAsync("--check");

        Assert.True(exit == 0, progress);
        Assert.Equal(12, result.GetProperty("bidders").GetInt32());
        Assert.Equal(12, result.GetProperty("decrypted").GetInt32());
        Assert.Equal(14, result.GetProperty("filesOpened").GetInt32());
        Assert.True(result.GetProperty("digestsMatch").GetBoolean());
        Assert.True(result.GetProperty("seconds").GetDouble() > 0);
        Assert.Equal(["bidders", "decrypted", "filesOpened", "digestsMatch", "seconds"], result.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task One_flipped_byte_of_a_ciphertext_fails_the_check_for_that_file_alone()
    {
        var (exit, result, progress) = await RunAsync("--check", "--tamper-envelope", "3");

        Assert.True(exit == 1, progress);
        Assert.Equal(12, result.GetProperty("decrypted").GetInt32());
        Assert.Equal(13, result.GetProperty("filesOpened").GetInt32());
        Assert.False(result.GetProperty("digestsMatch").GetBoolean());
        // The third file of the plan is the third lot of the first bidder.
        var failed = Assert.Single(progress.Split('\n'), line => line.Contains("NOT OPENED", StringComparison.Ordinal));
        Assert.Contains("投标文件-3.pdf", failed, StringComparison.Ordinal);
        Assert.Contains("ciphertext is damaged", failed, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, JsonElement Result, string Progress)> RunAsync(params string[] arguments)
    {
        using var demo = BuiltProgram.Start(BuiltProgram.Find("samples", "Demo"), arguments);
        var progress = demo.StandardError.ReadToEndAsync();
        var output = demo.StandardOutput.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await demo.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            demo.Kill(entireProcessTree: true);
            Assert.Fail("the demo did not end:\n" + await progress);
        }
        var last = (await output).TrimEnd().Split('\n')[^1];
        Assert.True(last.StartsWith('{'), await progress);
        return (demo.ExitCode, JsonDocument.Parse(last).RootElement, await progress);
    }
}
