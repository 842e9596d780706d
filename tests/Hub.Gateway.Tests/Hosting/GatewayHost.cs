using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hub.Grains.Durability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Gateway.Tests.Hosting;

/// <summary>A real gateway on Kestrel and free ports, with grains that a test makes up.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    public const string Platform = "pl-test";
    public const string Credential = "pl-test.secret-of-pl-test";
    public const string PhoneOrigin = "https://phone.test";

    private readonly WebApplication _app;
    private readonly string _tokenFile;

    private GatewayHost(WebApplication app, string tokenFile, string token, FakeGrains grains, WatchedClock time)
    {
        (_app, _tokenFile, AdminToken, Grains, Time) = (app, tokenFile, token, grains, time);
        Addresses = GatewayAddresses.Of(app.Services.GetRequiredService<IServer>());
        Api = Client(Addresses.Api);
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Credential);
        Phone = Client(Addresses.Phone);
        Management = Client(Addresses.Management);
    }

    public FakeGrains Grains { get; }

    public WatchedClock Time { get; }

    public string AdminToken { get; }

    public GatewayAddresses Addresses { get; }

    public HttpClient Api { get; }

    public HttpClient Phone { get; }

    public HttpClient Management { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<GatewayHost> StartAsync(FakeGrains? grains = null, Action<GatewayOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        grains ??= new FakeGrains();
        var time = new WatchedClock(new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero));
        var token = RandomNumberGenerator.GetHexString(48, lowercase: true);
        var tokenFile = Path.Combine(Path.GetTempPath(), "hub-token-" + Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(tokenFile, token);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(grains.Factory);
        builder.Services.AddSingleton<IHubKeys, FakeKeys>();
        builder.Services.AddSingleton<IHubIdentity, FakeIdentity>();
        builder.Services.AddHubGateway(options =>
        {
            (options.ApiUrl, options.PhoneUrl, options.ManagementUrl) = ("http://127.0.0.1:0", "http://127.0.0.1:0", "http://127.0.0.1:0");
            (options.PhoneOrigin, options.AdminTokenFile) = (PhoneOrigin, tokenFile);
            configure?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapHubGateway();
        await app.StartAsync();
        return new GatewayHost(app, tokenFile, token, grains, time);
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var client in new[] { Api, Phone, Management })
            client.Dispose();
        await _app.DisposeAsync();
        File.Delete(_tokenFile);
    }

    private static HttpClient Client(Uri address) => new() { BaseAddress = address, Timeout = Eventually.Patience };

    private sealed class FakeKeys : IHubKeys
    {
        public byte[] Derive(string purpose) => SHA256.HashData(Encoding.UTF8.GetBytes(purpose));
    }

    private sealed class FakeIdentity : IHubIdentity
    {
        public string HubId => Bodies.HubIdText;

        public string Epoch => "0123456789abcdef";

        public int RestoreCount => 0;

        public DateTimeOffset? RestoredAt => null;
    }
}

/// <summary>Reads answers.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;

    /// <summary>The problem's type behind the prefix; fails if the answer is no problem of that status.</summary>
    public static async Task<string> ProblemAsync(this HttpResponseMessage response, int status)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var json = await response.JsonAsync();
        Assert.Equal(status, json.GetProperty("status").GetInt32());
        return json.GetProperty("type").GetString()!["urn:hub:problem:".Length..];
    }
}
