using Hub.Grains.Durability;
using Hub.Silo.Storage.Backup;
using Hub.Silo.Storage.Health;
using Hub.Silo.Storage.OrleansSqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace Hub.Silo.Storage;

/// <summary>Registers the hub's storage with a silo.</summary>
public static class HubSiloStorage
{
    /// <summary>The name of the grain storage provider.</summary>
    public const string ProviderName = "hub";

    /// <summary>
    /// Stores the silo's grain states, under the provider named <see cref="ProviderName"/> and as the default one, in a SQLite database, and registers the ports of
    /// <c>Hub.Grains.Durability</c> and the health check <c>store</c> on it. An <see cref="IReceiptSigner"/> is for the caller to register. Wrong options stop the start, all named at once.
    /// </summary>
    public static ISiloBuilder AddHubSiloStorage(this ISiloBuilder silo, Action<SqliteStorageOptions> configure)
    {
        var services = silo.Services;
        services.AddOptions<SqliteStorageOptions>().Configure(configure).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SqliteStorageOptions>, SqliteStorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => SqliteStorage.Open(
            provider.GetRequiredService<IOptions<SqliteStorageOptions>>().Value,
            new Lazy<IReceiptSigner?>(provider.GetService<IReceiptSigner>),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Hub.Storage")));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, StorageLifecycle>();
        AddPort(services, storage => storage.AtomicWrite);
        AddPort(services, storage => storage.Sealer);
        AddPort(services, storage => storage.Keys);
        AddPort(services, storage => storage.Identity);
        AddPort(services, storage => storage.Feed);
        AddPort(services, storage => storage.Envelopes);
        AddPort(services, storage => storage.Board);
        AddPort(services, storage => storage.Certificates);
        AddPort(services, storage => storage.AdminActions);
        AddPort(services, storage => storage.AdminActionLog);
        AddPort(services, storage => storage.Receipts);
        AddPort(services, storage => storage.Events);
        AddPort(services, storage => storage.EventReader);
        AddPort(services, storage => storage.Tombstones);
        AddPort(services, storage => storage.OpenTries);
        AddPort(services, storage => storage.Backup);
        services.TryAddSingleton<EmptyActivations>();
        // The machine's own clock, as for all waits of the storage.
        services.AddSingleton(provider => new StoreTakesWrites(provider.GetRequiredService<SqliteStorage>(), TimeProvider.System)).AddHealthChecks().AddCheck<StoreTakesWrites>("store");
        services.AddAdoNetGrainStorage(ProviderName, Configure);
        services.AddAdoNetGrainStorageAsDefault(Configure);
        return silo;
    }

    private static void Configure(OptionsBuilder<AdoNetGrainStorageOptions> builder) => builder.Configure<IServiceProvider>((options, provider) =>
    {
        options.Invariant = StateMarks.Invariant;
        options.DataSource = provider.GetRequiredService<SqliteStorage>().DataSource;
        // The provider's default writes the names of CLR types into what is stored. The payload is sealed in StateRowKey, which knows the row it belongs to.
        options.GrainStorageSerializer = ActivatorUtilities.CreateInstance<SystemTextJsonGrainStorageSerializer>(provider);
    });

    private static void AddPort<T>(IServiceCollection services, Func<SqliteStorage, T> port)
        where T : class => services.AddSingleton(provider => port(provider.GetRequiredService<SqliteStorage>()));

    /// <summary>Opens the storage before anything of the silo runs, and stops it after everything has stopped.</summary>
    private sealed class StorageLifecycle(IServiceProvider provider) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            nameof(SqliteStorage),
            ServiceLifecycleStage.First,
            _ =>
            {
                provider.GetRequiredService<SqliteStorage>();
                return Task.CompletedTask;
            },
            _ => provider.GetRequiredService<SqliteStorage>().StopAsync());
    }
}
