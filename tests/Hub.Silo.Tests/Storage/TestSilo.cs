using System.Net;
using Hub.Grains.Durability;
using Hub.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Hub.Silo.Tests.Storage;

/// <summary>A silo of one in this process, on free ports of this machine only.</summary>
internal static class TestSilo
{
    public static IHost Build(string folder, IReceiptSigner signer) => Build(silo =>
    {
        silo.Services.AddSingleton(signer);
        silo.AddHubSiloStorage(options =>
        {
            options.DatabasePath = Path.Combine(folder, "db", "hub.db");
            options.MasterKeyPath = Path.Combine(folder, "keys", "master.key");
        });
    });

    public static IHost Build(Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Take(), FreePort.Take());
            silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);
            configure(silo);
        });
        return builder.Build();
    }
}
