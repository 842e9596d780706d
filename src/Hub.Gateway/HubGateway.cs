using Hub.Cryptography;
using Hub.Gateway.Authorities;
using Hub.Gateway.Bodies;
using Hub.Gateway.Calls;
using Hub.Gateway.Challenges;
using Hub.Gateway.Credentials;
using Hub.Gateway.Enterprises;
using Hub.Gateway.Feed;
using Hub.Gateway.Limits;
using Hub.Gateway.Live;
using Hub.Gateway.Management;
using Hub.Gateway.Metrics;
using Hub.Gateway.Openings;
using Hub.Gateway.Phones;
using Hub.Gateway.Problems;
using Hub.Gateway.Surfaces;
using Hub.Gateway.Wire;
using Hub.Grains.Challenges;
using Hub.Grains.Qr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Hub.Gateway;

/// <summary>
/// The door to the hub: HTTP for platforms, phones, CAs and operators, SignalR for pages. Needs <c>IGrainFactory</c> (an Orleans client or silo), <c>IHubKeys</c> and
/// <c>IHubIdentity</c>; takes <see cref="IBackup"/> (with an <c>IAdminActionLog</c>) and health checks of others where they are registered.
/// </summary>
public static class HubGateway
{
    /// <summary>Registers the gateway. It opens its own three listeners: other urls of the host are not used.</summary>
    public static IServiceCollection AddHubGateway(this IServiceCollection services, Action<GatewayOptions> configure)
    {
        services.AddOptions<GatewayOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GatewayOptions>, GatewayOptionsCheck>());
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, SurfaceListeners>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddQr().TryAddSingleton<ChallengeIds>();
        services.TryAddSingleton(new Sm2KeyCache());
        services.TryAddSingleton(new DeviceKeyCache());
        services.AddSingleton<BodyIntake>().AddSingleton<CallBudgets>().AddSingleton<CredentialCheck>().AddSingleton<PlatformDesk>();
        services.AddSingleton<PhoneVoucher>().AddSingleton<PhoneDesk>().AddSingleton<QrUrls>().AddSingleton<FeedWaiters>();
        services.AddSingleton<ScanCall>().AddSingleton<UnlockCall>().AddSingleton<ResponseCall>().AddSingleton<RejectionCall>().AddSingleton<PinCalls>().AddSingleton<EnrolmentCall>().AddSingleton<EnrolmentsUnderWay>();
        services.AddSingleton<OpeningCalls>().AddSingleton<ChallengeCalls>().AddSingleton<FeedCall>().AddSingleton<EnterpriseCalls>().AddSingleton<AuthorityCalls>();
        services.AddSingleton<AdminToken>().AddSingleton<AdminCalls>().AddSingleton<EventsCall>();
        services.AddSingleton<GatewayMeter>();
        services.ConfigureHttpJsonOptions(options => WireJson.Configure(options.SerializerOptions));
        services.AddInterfaceDocument();
        services.AddLive();
        services.AddHostedService<GatewayObserver>();
        services.AddHealthChecks().AddCheck<GrainsReachable>("grains");
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("hub", autoGenerateServiceInstanceId: false)).WithMetrics(metrics => metrics.AddAllowed().AddPrometheusExporter());
        services.AddCors();
        services.AddRouting();
        // Paths, addresses and ids of who called when are not kept (D10).
        services.Configure<LoggerFilterOptions>(filter => filter.AddFilter("Microsoft.AspNetCore", LogLevel.Warning));
        return services;
    }

    /// <summary>Maps all surfaces. What the caller maps beside them is reachable only under their path prefixes.</summary>
    public static WebApplication MapHubGateway(this WebApplication app)
    {
        var services = app.Services;
        app.UseNamedProxies(services.GetRequiredService<IOptions<GatewayOptions>>().Value);
        app.UseMiddleware<FaultBoundary>();
        app.UseMiddleware<SurfaceGate>();
        app.UseRouting();
        // Tokens and signatures travel in calls and never in cookies, so a page of any platform may connect, and the phone's page may call from an origin of its own.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/live") || context.Request.Path.StartsWithSegments("/p"), pages => pages
            .UseCors(cors => cors.AllowAnyOrigin().WithMethods("GET", "POST").WithHeaders("Content-Type", "X-Requested-With", "X-SignalR-User-Agent")));
        app.UseWebSockets();

        services.GetRequiredService<ScanCall>().Map(app);
        services.GetRequiredService<UnlockCall>().Map(app);
        services.GetRequiredService<ResponseCall>().Map(app);
        services.GetRequiredService<RejectionCall>().Map(app);
        services.GetRequiredService<PinCalls>().Map(app);
        services.GetRequiredService<EnrolmentCall>().Map(app);

        services.GetRequiredService<OpeningCalls>().Map(app);
        services.GetRequiredService<ChallengeCalls>().Map(app);
        services.GetRequiredService<FeedCall>().Map(app);
        services.GetRequiredService<EnterpriseCalls>().Map(app);
        services.GetRequiredService<AuthorityCalls>().Map(app);
        app.MapHub<LiveHub>("/live", LiveLimits.Connection);
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapGet("/openapi", (HttpContext context) => context.Response.Redirect("/openapi/v1.json")).ExcludeFromDescription();

        services.GetRequiredService<AdminCalls>().Map(app);
        services.GetRequiredService<EventsCall>().Map(app);
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }
}
