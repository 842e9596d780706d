using System.Diagnostics;
using System.Text.Json;

namespace Hub.EndToEnd.Tests.Interop;

/// <summary>A process of ours that says in one JSON line that it is ready, and stops when its standard input ends.</summary>
internal sealed class StartedProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly Process _process;

    private StartedProcess(Process process, JsonElement ready)
    {
        _process = process;
        Ready = ready;
    }

    public JsonElement Ready { get; }

    /// <param name="assembly">Path of the .dll.</param>
    public static async Task<StartedProcess> StartAsync(string assembly, params IEnumerable<string> arguments)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        var process = Start("dotnet", [assembly, .. arguments]);
        // Nobody reads its log, and a full pipe would stop it.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var line = await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException($"{Path.GetFileName(assembly)} ended before it was ready.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new StartedProcess(process, JsonDocument.Parse(line).RootElement);
    }

    /// <summary>Runs a program to its end with this input; its exit code and what it printed.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, IEnumerable<string> arguments, string input, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        using var process = Start(program, arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private static Process Start(string program, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    }) ?? throw new InvalidOperationException($"{program} did not start.");
}
