using System.Diagnostics;
using System.Text.Json;

namespace Demo.Processes;

/// <summary>
/// A process of ours. It is told to stop when its standard input ends, so it goes with the demo, however the demo goes.
/// </summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly Task _log;
    private readonly Task _output;

    private Child(Process process, Task log, Task output, JsonElement ready) => (_process, _log, _output, Ready) = (process, log, output, ready);

    /// <summary>The line by which it said that it listens.</summary>
    public JsonElement Ready { get; }

    /// <summary>Starts a program of .NET and waits for its ready line.</summary>
    /// <param name="logPath">Gets what it writes to standard error.</param>
    public static async Task<Child> StartAsync(string dll, IEnumerable<string> arguments, string logPath, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(dll);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new DemoFailedException($"{dll} could not be started");
        var log = CopyAsync(process.StandardError, logPath);
        try
        {
            var ready = await ReadReadyAsync(process, dll, logPath, cancellation);
            return new Child(process, log, DrainAsync(process.StandardOutput), ready);
        }
        catch
        {
            await StopAsync(process);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_process);
        await Task.WhenAll(_log, _output).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private static async Task<JsonElement> ReadReadyAsync(Process process, string dll, string logPath, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(StartPatience);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.StartsWith("{\"ready\":true", StringComparison.Ordinal))
                    return JsonDocument.Parse(line).RootElement;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DemoFailedException($"{Path.GetFileName(dll)} was not ready after {StartPatience.TotalSeconds:0} s; see {logPath}");
        }
        throw new DemoFailedException($"{Path.GetFileName(dll)} ended before it was ready; see {logPath}:\n{await TailAsync(logPath)}");
    }

    private static async Task StopAsync(Process process)
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task CopyAsync(StreamReader from, string path)
    {
        await using var log = new StreamWriter(path, append: true) { AutoFlush = true };
        while (await from.ReadLineAsync() is { } line)
            await log.WriteLineAsync(line);
    }

    private static async Task DrainAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is not null)
        {
        }
    }

    private static async Task<string> TailAsync(string path)
    {
        await using var log = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        log.Position = Math.Max(0, log.Length - 2000);
        using var reader = new StreamReader(log);
        return await reader.ReadToEndAsync();
    }
}
