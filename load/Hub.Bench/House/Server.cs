using System.Diagnostics;
using System.Text.Json;

namespace Hub.Bench.House;

/// <summary>A process that is measured. It stops when its standard input ends, so that none is left behind.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Task _errors;
    private bool _stopped;

    private Server(Process process, Task errors) => (_process, _errors) = (process, errors);

    public int Id => _process.Id;

    /// <summary>Processor time that it has used, user and system, as <c>/proc</c> has it: in steps of 10 ms.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a program and does not wait for it.</summary>
    /// <param name="log">Gets its standard error.</param>
    public static Server Launch(string dll, IEnumerable<string> arguments, string log)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(dll);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new BenchFailedException($"{dll} could not be started");
        return new Server(process, CopyAsync(process.StandardError, log));
    }

    /// <summary>Waits for the line by which it says that it listens.</summary>
    public async Task<JsonElement> ReadyAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(StartPatience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("{\"ready\":true", StringComparison.Ordinal))
                return JsonDocument.Parse(line).RootElement;
        }
        throw new BenchFailedException("a process ended before it was ready; its log tells why");
    }

    /// <summary>Stops it. Twice is harmless.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(StopPatience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        await _errors.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private static async Task CopyAsync(StreamReader from, string path)
    {
        await using var log = new StreamWriter(path, append: true) { AutoFlush = true };
        while (await from.ReadLineAsync() is { } line)
            await log.WriteLineAsync(line);
    }
}
