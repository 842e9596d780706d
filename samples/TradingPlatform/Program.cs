using SampleProcess;
using TradingPlatform.Bids;
using TradingPlatform.Feed;
using TradingPlatform.Hosting;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;
using TradingPlatform.Openings;

// A trading platform (交易平台) for demo and tests: a process of its own that uses the hub's public interfaces only.
return await SampleHost.RunAsync(args, "A sample trading platform", [], (builder, options, _) =>
{
    var services = builder.Services;
    services.AddSingleton(new IdentityDesk(options.Data, TimeProvider.System));
    services.AddSingleton(_ => new OpeningBook(Path.Combine(options.Data, "openings")));
    services.AddSingleton<HubClient>();
    services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CrlShelf>(provider, Path.Combine(options.Data, "crls")));
    services.AddSingleton<SuccessionDesk>();
    services.AddSingleton<OpeningDesk>();
    services.AddSingleton<RegistrationDesk>();
    services.AddSingleton<FreezeDesk>();
    services.AddSingleton<FileReports>();
    services.AddSingleton<StatementReader>();
    services.AddSingleton<FeedFollower>();
    services.AddSingleton<Desks>();
    services.AddHostedService<OpeningWorkers>();
    // Each call has a timeout of its own.
    services.AddHttpClient(HubClient.Client, client => client.Timeout = Timeout.InfiniteTimeSpan);
    return app =>
    {
        var host = app.MapGroup("/host").AddEndpointFilter(OperatorToken.LoadOrCreate(options.Data).Filter);
        host.MapIdentity();
        host.MapHosting();
        app.MapBids();
        app.MapReports();
    };
});
