using System.Text.Json;
using Hub.Floor;
using Hub.Floor.Calls;
using Hub.Floor.Pages;
using Hub.Floor.Parties;
using Hub.Floor.Store;
using Hub.Grains.Qr;

// A bare Kestrel that does what no server could leave out: the same parsing, cryptography and grouped durable writes for the same three requests. No actors, no push.
var settings = FloorSettings.Read(args);
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Hub.Floor" });
builder.WebHost.UseKestrelCore().UseUrls(settings.Listen);
await using var app = builder.Build();
await using var store = FloorStore.Open(settings, TimeProvider.System);
var parties = await PartyBook.LoadAsync(settings.Seed, store);
var keys = new QrKeys(store.Keys);
var calls = new PhoneCalls(parties, store, new PinNonce(keys), new QrFrames(keys), settings, TimeProvider.System);

app.UseWebSockets();
app.Run(context => context.Request.Path.Value switch
{
    "/live" => WaitingPage.RunAsync(context),
    "/health/ready" => Task.CompletedTask,
    "/metrics" => context.Response.WriteAsync($"dotnet_gc_last_collection_heap_size_bytes{{}} {HeapAfterCollection()}\n"),
    _ => calls.RunAsync(context),
});
await app.StartAsync();
Console.WriteLine(JsonSerializer.Serialize(new { ready = true, listen = settings.Listen }));

// It is never left behind: its parent's end is its own.
await using var input = Console.OpenStandardInput();
var buffer = new byte[64];
while (await input.ReadAsync(buffer) > 0)
{
}
await app.StopAsync();

static long HeapAfterCollection()
{
    long size = 0;
    foreach (var generation in GC.GetGCMemoryInfo().GenerationInfo)
        size += generation.SizeAfterBytes;
    return size;
}
