using System.Collections.Concurrent;
using System.Net;
using Hub.Cryptography;
using Hub.Grains.Authorities;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Openings;
using Hub.Grains.Push;
using Hub.Grains.Qr;
using Hub.Grains.Receipts;
using Hub.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Hub.Grains.Tests.Cluster;

/// <summary>
/// A silo with all grains on real storage in a folder of its own, a CA, and a clock that stands. As a class fixture it is shared by the tests of one class, which run one after
/// the other; each makes its own platform, opening and holders.
/// </summary>
public sealed class HubCluster : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hub-grains-").FullName;
    private IHost? _host;

    /// <summary>The grains' time of day.</summary>
    public SteppedClock Clock { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    /// <summary>What was pushed to pages, in order.</summary>
    internal ConcurrentQueue<ChallengeSnapshot> Pushed { get; } = new();

    /// <summary>Terms and deltas of boards that were pushed, in order.</summary>
    internal ConcurrentQueue<object> OpeningPushes { get; } = new();

    /// <summary>Feed numbers that were told, by opening.</summary>
    internal ConcurrentDictionary<string, long> Advanced { get; } = new();

    /// <summary>What a test does before each write of a grain's state.</summary>
    internal WriteGate Writes { get; } = new();

    /// <summary>What a test does before each call of a grain, and the calls that grains have.</summary>
    internal CallGate Calls { get; } = new();

    internal TestAuthority Authority { get; private set; } = null!;

    internal IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    internal IServiceProvider Services => _host!.Services;

    internal HubId Hub => HubId.TryParse(Services.GetRequiredService<IHubIdentity>().HubId, out var id) ? id : throw new InvalidOperationException();

    internal ChallengeIds ChallengeIds => Services.GetRequiredService<ChallengeIds>();

    internal PinNonce Nonces => Services.GetRequiredService<PinNonce>();

    /// <summary>The hub's receipt keys, as anchors name them.</summary>
    internal IReadOnlyList<Sm2PublicKey> HubKeys { get; private set; } = [];

    /// <summary>Bytes of <c>anchors/1</c>.</summary>
    internal byte[] AnchorBytes { get; private set; } = [];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Authority = new TestAuthority(Clock.Now);
        await StartAsync();
        var authority = Grains.GetGrain<IAuthorityGrain>(TestAuthority.Id);
        var action = new OperatorAction("test", Clock.Now);
        Assert.Null((await authority.Put("Test CA", "http://127.0.0.1:1/", [Authority.Root], action)).Refusal);
        Assert.Null((await authority.TakeCrl(Authority.NextCrl(Clock.Now), Clock.Now)).Refusal);
        var trust = await Grains.GetGrain<ITrustGrain>(ITrustGrain.Key).Read();
        AnchorBytes = trust.Anchors;
        Assert.True(Anchors.TryParse(AnchorBytes, out var anchors, out var defect), defect);
        HubKeys = [.. anchors.HubKeys.Select(spki => Sm2PublicKey.TryParse(spki, out var key) ? key : throw new InvalidOperationException())];
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await StopAsync();
        Authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Stops the silo and starts another on the same files: what was not committed is gone.</summary>
    internal async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    private async Task StopAsync()
    {
        await _host!.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Take(), FreePort.Take());
            silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);
            silo.Services.AddReceipts().AddChallenges().AddAuthorities();
            silo.Services.AddSingleton<ICertificateAuthorities>(Authority);
            silo.Services.Replace(ServiceDescriptor.Singleton<IPush>(new Recorder(this)));
            silo.AddHubSiloStorage(options =>
            {
                options.DatabasePath = Path.Combine(_folder, "db", "hub.db");
                options.MasterKeyPath = Path.Combine(_folder, "keys", "master.key");
            });
            Writes.Stand(silo.Services);
            silo.AddIncomingGrainCallFilter(Calls);
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    private sealed class Recorder(HubCluster cluster) : IPush
    {
        public void ChallengeChanged(ChallengeSnapshot snapshot) => cluster.Pushed.Enqueue(snapshot);

        public void OpeningChanged(OpeningTerms terms) => cluster.OpeningPushes.Enqueue(terms);

        public void BoardChanged(BoardSnapshot delta) => cluster.OpeningPushes.Enqueue(delta);

        public void ResultsAdvanced(string openingId, long last) => cluster.Advanced[openingId] = last;
    }
}
