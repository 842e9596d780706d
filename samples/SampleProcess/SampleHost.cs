using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SampleProcess;

/// <summary>What every sample process is started with.</summary>
/// <param name="Data">Folder for everything it keeps; made where it is missing.</param>
/// <param name="Url">Where it listens; port 0 takes a free one.</param>
/// <param name="ExitWithParent">Stop when standard input is closed.</param>
public sealed record SampleOptions(string Data, string Url, bool ExitWithParent);

/// <summary>How a sample process comes up, says where it listens, and stops.</summary>
public static class SampleHost
{
    /// <summary>The file in the data folder that repeats the line of standard output.</summary>
    public const string ReadyFile = "ready.json";

    /// <summary>Reads the command line and runs the process until it is told to stop.</summary>
    /// <param name="more">Options beside the common ones.</param>
    /// <param name="compose">Registers what the process is made of, and maps its endpoints.</param>
    public static Task<int> RunAsync(
        string[] args, string description, IReadOnlyList<Option<string?>> more, Func<WebApplicationBuilder, SampleOptions, ParseResult, Action<WebApplication>> compose)
    {
        var data = new Option<string>("--data") { Description = "folder for everything the process keeps", Required = true };
        var url = new Option<string>("--url") { Description = "where it listens; port 0 takes a free one", DefaultValueFactory = _ => "http://127.0.0.1:0" };
        var exit = new Option<bool>("--exit-with-parent") { Description = "stop when standard input is closed" };
        var command = new RootCommand(description) { data, url, exit };
        foreach (var option in more)
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new SampleOptions(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(url)!, parsed.GetValue(exit));
            var builder = CreateBuilder(options);
            var map = compose(builder, options, parsed);
            await using var app = builder.Build();
            map(app);
            await RunAsync(app, options, cancellation);
            return 0;
        });
        // Long enough to answer what is under way and to write what was answered.
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
    }

    /// <summary>A builder that listens where told and logs to standard error: standard output is for the ready line.</summary>
    public static WebApplicationBuilder CreateBuilder(SampleOptions options)
    {
        Directory.CreateDirectory(options.Data);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Url);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Services.AddSingleton(TimeProvider.System);
        // As in the hub's protocol, what does not apply is left out.
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull);
        if (options.ExitWithParent)
            builder.Services.AddHostedService<ParentWatch>();
        return builder;
    }

    private static async Task RunAsync(WebApplication app, SampleOptions options, CancellationToken cancellation)
    {
        await app.StartAsync(cancellation);
        var ready = JsonSerializer.SerializeToUtf8Bytes(new { ready = true, url = app.Urls.First() });
        DurableFile.Write(Path.Combine(options.Data, ReadyFile), ready);
        await using (var output = Console.OpenStandardOutput())
        {
            await output.WriteAsync((byte[])[.. ready, (byte)'\n'], cancellation);
            await output.FlushAsync(cancellation);
        }
        await using var stop = cancellation.Register(app.Lifetime.StopApplication);
        await ((IHost)app).WaitForShutdownAsync(CancellationToken.None);
    }
}
