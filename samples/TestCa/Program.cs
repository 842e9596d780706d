using System.CommandLine;
using Hub.Cryptography;
using SampleProcess;
using TestCa.Anchoring;
using TestCa.Issuing;
using TestCa.Keys;
using TestCa.Operation;
using TestCa.Revocation;

// A certificate authority (CA 证书机构) for demo and tests: a process of its own, so that its key is never in the hub's.
var authority = new Option<string?>("--authority") { Description = "its authority id at the hub", DefaultValueFactory = _ => "ca-test" };
var hub = new Option<string?>("--hub") { Description = "the hub's API origin, to which CRLs are published" };

return await SampleHost.RunAsync(args, "A test CA for the hub", [authority, hub], (builder, options, parsed) =>
{
    if (!AuthorityId.TryParse(parsed.GetValue(authority), out var id))
        throw new ArgumentException("An authority id is ca- and 2 to 32 of a-z and 0-9.");
    var keys = CaKeys.LoadOrCreate(options.Data, TimeProvider.System.GetUtcNow());
    builder.Services.AddSingleton(keys);
    builder.Services.AddSingleton(new VouchedAnchors(options.Data));
    builder.Services.AddSingleton(services => new IssuingDesk(
        options.Data, id, keys, services.GetRequiredService<VouchedAnchors>(), services.GetRequiredService<TimeProvider>()));
    builder.Services.AddSingleton(services => new CrlBook(options.Data, keys, services.GetRequiredService<IssuingDesk>(), services.GetRequiredService<TimeProvider>()));
    builder.Services.AddSingleton(new PublishOptions(parsed.GetValue(hub) is { } url ? new Uri(url) : null, id));
    builder.Services.AddHttpClient(CrlPublisher.Client, client => client.Timeout = TimeSpan.FromSeconds(20));
    builder.Services.AddSingleton<CrlPublisher>();
    builder.Services.AddHostedService(services => services.GetRequiredService<CrlPublisher>());
    return app =>
    {
        app.MapCertificates();
        app.MapOperators(OperatorToken.LoadOrCreate(options.Data));
        // Lists are public: whoever checks a certificate without the hub takes them here.
        app.MapGet("/crls/issuing.crl", (CrlBook book) => Results.Bytes(book.Newest.Issuing, "application/pkix-crl"));
        app.MapGet("/crls/root.crl", (CrlBook book) => Results.Bytes(book.Newest.Root, "application/pkix-crl"));
    };
});
