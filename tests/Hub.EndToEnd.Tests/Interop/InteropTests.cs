using System.Text.Json;

namespace Hub.EndToEnd.Tests.Interop;

/// <summary>tests/interop against a real hub: what the protocol's page says suffices for a phone, a bidder's program and a platform.</summary>
public sealed class InteropTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Programs_written_from_the_page_alone_go_through_a_whole_opening()
    {
        await using var world = await InteropWorld.StartAsync();
        var input = await world.InputAsync(("91350100M000100Y43", "甲建设有限公司", "张三"), ("91110000600037341L", "乙建设有限公司", "李四"));
        var (exit, output, errors) = await StartedProcess.RunAsync("node", [Path.Combine(InteropWorld.Root, "tests", "interop", "run.mjs")], input, Limit);
        Assert.True(exit == 0, errors);
        using var line = JsonDocument.Parse(output);
        var result = line.RootElement;
        Assert.Equal((2, 2, 2, true), (result.GetProperty("bidders").GetInt32(), result.GetProperty("decrypted").GetInt32(), result.GetProperty("filesOpened").GetInt32(), result.GetProperty("digestsMatch").GetBoolean()));
    }
}
