using System.Text.Json;
using Hub.Gateway;
using Hub.Gateway.Management;
using Hub.Grains;
using Hub.Grains.Durability;
using Hub.Silo.Authorities;
using Hub.Silo.Storage;
using Hub.Standalone.Backup;
using Hub.Standalone.Settings;
using Microsoft.AspNetCore.Hosting.Server;

namespace Hub.Standalone.Serve;

/// <summary>Gateway and silo in one process on SQLite.</summary>
internal static class HubHost
{
    /// <summary>Puts the process together without starting it.</summary>
    /// <param name="settings">Checked; the operators' token is there.</param>
    public static WebApplication Build(HubSettings settings)
    {
        // An empty builder: only the settings named in docs/operations.md count, and nothing is read from files that lie about.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Hub.Standalone" });
        builder.Logging.AddHubLogs();
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Host.UseOrleans(silo =>
        {
            silo.UseOneSilo();
            silo.AddHubSiloStorage(settings.Apply);
            silo.Services.AddHubGrains().AddCertificateAuthorities();
        });
        builder.Services.AddHubGateway(settings.Apply);
        builder.Services.AddSingleton<IBackup, OnLineBackup>();
        builder.Services.AddHostedService(_ => new QuietCollection(TimeProvider.System));
        var app = builder.Build();
        app.MapHubGateway();
        return app;
    }

    /// <summary>Starts, says on standard output where it listens, and runs until SIGTERM, Ctrl-C or, if asked, the end of standard input.</summary>
    public static async Task RunAsync(WebApplication app, bool exitWithParent, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch
        {
            // What did come up ends in order; else it would complain of services that are gone.
            await app.StopAsync(CancellationToken.None);
            throw;
        }
        var addresses = GatewayAddresses.Of(app.Services.GetRequiredService<IServer>());
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new
        {
            ready = true,
            hub = app.Services.GetRequiredService<IHubIdentity>().HubId,
            api = addresses.Api.ToString().TrimEnd('/'),
            phone = addresses.Phone.ToString().TrimEnd('/'),
            management = addresses.Management.ToString().TrimEnd('/'),
        }));
        if (exitWithParent)
            StopAtEndOfInput(app.Lifetime);
        using var cancelled = cancellation.Register(app.Lifetime.StopApplication);
        await app.WaitForShutdownAsync(CancellationToken.None);
    }

    // A thread of its own: a read of standard input blocks its thread for as long as the parent lives and cannot be cancelled. It does not keep the process alive.
    private static void StopAtEndOfInput(IHostApplicationLifetime lifetime) => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (input.Read(buffer, 0, buffer.Length) > 0)
        {
        }
        lifetime.StopApplication();
    })
    { IsBackground = true, Name = "parent watch" }.Start();
}
