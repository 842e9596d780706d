using System.Net.Sockets;
using Hub.Standalone.Serve;
using Hub.Standalone.Settings;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Hub.EndToEnd.Tests.Serve;

/// <summary>The port that Orleans opens for other silos knows no credentials.</summary>
public sealed class SiloPortTests
{
    [Fact]
    public async Task Whoever_calls_the_silo_port_is_hung_up_on()
    {
        var folder = Directory.CreateTempSubdirectory("hub-silo-port-");
        try
        {
            var settings = HubSettings.Read(SettingSources.Of(null,
            [
                $"--Hub:Data:Database={Path.Combine(folder.FullName, "db", "hub.db")}", $"--Hub:Data:Keys={Path.Combine(folder.FullName, "keys")}",
                "--Hub:Listen:Api=http://127.0.0.1:0", "--Hub:Listen:Phone=http://127.0.0.1:0", "--Hub:Listen:Management=http://127.0.0.1:0",
            ]), out var found);
            Assert.Empty(SettingsCheck.Complete(settings, found));
            DataFolders.Prepare(settings);
            AdminTokenFile.Ensure(settings.AdminTokenPath);
            await using var hub = HubHost.Build(settings);
            await hub.StartAsync();
            var silo = hub.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint;
            using var caller = new TcpClient();
            await caller.ConnectAsync(silo.Address, silo.Port);
            // A silo that talks would wait for the caller's preamble: nothing is sent, so only one that hangs up ends this.
            Assert.True(await IsHungUpOnAsync(caller));
            await hub.StopAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> IsHungUpOnAsync(TcpClient caller)
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        try
        {
            return await caller.GetStream().ReadAsync(new byte[1], patience.Token) == 0;
        }
        catch (IOException reset) when (reset.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
