using System.Diagnostics;

namespace Hub.EndToEnd.Tests.Settings;

/// <summary>A hub that was started with settings with which it must not come up.</summary>
internal static class EndedStart
{
    // No assertion about speed: only so that a hub that came up ends.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<(int Exit, string Output, string Told)> OfAsync(Process hub)
    {
        var output = hub.StandardOutput.ReadToEndAsync();
        var told = hub.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await hub.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            hub.Kill();
            Assert.Fail("the hub came up");
        }
        return (hub.ExitCode, await output, await told);
    }
}
