using System.Collections.Concurrent;
using System.Net;
using Hub.Cryptography;
using Hub.Grains.Authorities;
using Hub.Grains.Certificates;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Receipts;
using Hub.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Hub.Grains.Tests.Certificates;

/// <summary>A hub of one silo on real storage in a folder of its own, with a CA. It can be stopped and started again.</summary>
internal sealed class TrustHub : IAsyncDisposable
{
    public const string AuthorityName = "ca-test";
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    public static readonly OperatorAction Operator = new("tester", Now);

    private readonly string _folder = Directory.CreateTempSubdirectory("hub-trust-").FullName;
    private IHost? _host;
    private string _id = "";

    public TestAuthority Authority { get; } = new(Now);

    /// <summary>From the next start on the hub is one whose database was restored at that time.</summary>
    public DateTimeOffset? RestoredAt { get; set; }

    public IServiceProvider Services => _host!.Services;

    public HubId Id => HubId.TryParse(Services.GetRequiredService<IHubIdentity>().HubId, out var id) ? id : throw new InvalidOperationException();

    public string DatabasePath => Path.Combine(_folder, "db", "hub.db");

    /// <summary>What grains have logged, in order.</summary>
    public ConcurrentQueue<string> Logged { get; } = new();

    /// <summary>What takes the place of the hub's own reader of lists.</summary>
    public ICrlReader? CrlReader { get; private init; }

    public static async Task<TrustHub> Start(bool withAuthority = true, ICrlReader? crlReader = null)
    {
        var hub = new TrustHub { CrlReader = crlReader };
        await hub.Run();
        if (withAuthority)
            await hub.Grain<IAuthorityGrain>(AuthorityName).Put("测试 CA", "http://127.0.0.1:1/", hub.Authority.Chain, Operator).Value();
        return hub;
    }

    public T Grain<T>(string key) where T : IGrainWithStringKey => Services.GetRequiredService<IGrainFactory>().GetGrain<T>(key);

    public ICertificateGrain Certificate(KeyId signKeyId) => Grain<ICertificateGrain>(CertificateKey.Of(signKeyId));

    /// <summary>Brings the first lists of the CA and of its root, which name nobody.</summary>
    public async Task BringLists()
    {
        foreach (var list in new[] { Authority.RootCrl(1), Authority.Crl(1) })
            await Grain<IAuthorityGrain>(AuthorityName).TakeCrl(list, Now).Value();
    }

    public async Task Restart()
    {
        await Stop();
        await Run();
    }

    public async Task Stop()
    {
        await _host!.StopAsync();
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
        _host = null;
    }

    public async Task Run()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None).AddFilter("Hub.Grains", LogLevel.Information).AddProvider(new Lines(Logged));
        var restored = RestoredAt is { } at ? new RestoredIdentity(_id, "0123456789abcdef", 1, at) : null;
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Take(), FreePort.Take());
            silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);
            silo.AddHubSiloStorage(options =>
            {
                options.DatabasePath = DatabasePath;
                options.MasterKeyPath = Path.Combine(_folder, "keys", "master.key");
            });
            if (CrlReader is { } reader)
                silo.Services.AddSingleton(reader);
            silo.Services.AddReceipts().AddCertificates().AddAuthorities();
            if (restored is not null)
                silo.Services.Replace(ServiceDescriptor.Singleton<IHubIdentity>(restored));
            silo.Services.AddSingleton<ICertificateAuthorities>(Authority);
        });
        _host = builder.Build();
        await _host.StartAsync();
        _id = Services.GetRequiredService<IHubIdentity>().HubId;
    }

    private sealed class Lines(ConcurrentQueue<string> logged) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logged.Enqueue($"{eventId.Id} {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }

    private sealed record RestoredIdentity(string HubId, string Epoch, int RestoreCount, DateTimeOffset? RestoredAt) : IHubIdentity;

    /// <summary>Enrols the phone with a code over the anchors of this moment.</summary>
    public async Task<Enrolment> Enrol(TestPhone phone) => await Certificate(phone.SignKeyId).Enrol(await EnrolmentOf(phone), Now).Value();

    public async Task<SignedBody> EnrolmentOf(TestPhone phone) => phone.Enrolment(Id, await Code());

    public async Task<EnrolmentCode> Code(string secret = "0123456789abcdef012345")
    {
        var trust = await Grain<ITrustGrain>(ITrustGrain.Key).Read();
        return EnrolmentCode.TryParse($"{AuthorityName}.{secret}.{Sm3Digest.Of(trust.Anchors)}", out var code) ? code : throw new InvalidOperationException();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await Stop();
        Authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Reads what a grain answered.</summary>
internal static class Answers
{
    public static async Task<T> Value<T>(this Task<Outcome<T>> call) where T : class
    {
        var outcome = await call;
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    public static async Task<Refusal?> Refusal<T>(this Task<Outcome<T>> call) where T : class => (await call).Refusal;
}

/// <summary>One hub for the tests of a class, each of which brings phones of its own.</summary>
public sealed class SharedHub : IAsyncLifetime
{
    internal TrustHub Hub { get; private set; } = null!;

    public async Task InitializeAsync() => Hub = await TrustHub.Start();

    public async Task DisposeAsync() => await Hub.DisposeAsync();
}
