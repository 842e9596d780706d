using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.Samples;

namespace Hub.EndToEnd.Tests.World;

/// <summary>Hub.Standalone as a process on folders and ports that outlive it.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _log = new();
    private readonly int _api = FreePort.Take();
    private readonly int _phone = FreePort.Take();
    private readonly int _management = FreePort.Take();
    private Process _process = null!;

    private HubProcess(string folder) => Folder = folder;

    /// <summary>Where <c>db</c> and <c>keys</c> are.</summary>
    public string Folder { get; }

    public string DatabaseFolder => Path.Combine(Folder, "db");

    public HubId Id { get; private set; }

    public Uri Api => new($"http://127.0.0.1:{_api}");

    public Uri Phone => new($"http://127.0.0.1:{_phone}");

    public Uri Management => new($"http://127.0.0.1:{_management}");

    public int ProcessId => _process.Id;

    public string AdminToken => File.ReadAllText(Path.Combine(Folder, "keys", "admin.token")).Trim();

    /// <summary>Standard error and standard output of all its lives.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public static async Task<HubProcess> StartAsync()
    {
        var hub = new HubProcess(Directory.CreateTempSubdirectory("hub-proof-").FullName);
        await hub.StartAgainAsync();
        return hub;
    }

    /// <summary>Comes up where the last process was.</summary>
    public async Task StartAgainAsync()
    {
        _process = Start("serve", "--exit-with-parent");
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(Patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            Keep(line);
            if (!line.StartsWith('{'))
                continue;
            Id = HubId.TryParse(JsonDocument.Parse(line).RootElement.GetProperty("hub").GetString(), out var id) ? id : throw new InvalidOperationException(line);
            return;
        }
        throw new InvalidOperationException("The hub did not come up:\n" + Log);
    }

    /// <summary><c>hub backup</c>, while it runs.</summary>
    public Task BackUpAsync(string file) => CommandAsync("backup", file);

    /// <summary><c>hub restore</c>, while it is stopped.</summary>
    public Task RestoreAsync(string file) => CommandAsync("restore", file);

    /// <summary>SIGKILL: whatever it was doing, it does no more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Ends it in order; its folder stays.</summary>
    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
    }

    /// <summary>Ends it at once, with its folder.</summary>
    public void Drop()
    {
        _process.Kill();
        _process.WaitForExit();
        Directory.Delete(Folder, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private Process Start(params IEnumerable<string> command) => BuiltProgram.Start(BuiltProgram.Find("src", "Hub.Standalone"),
    [
        .. command, $"--Hub:Data:Database={Path.Combine(DatabaseFolder, "hub.db")}", $"--Hub:Data:Keys={Path.Combine(Folder, "keys")}",
        $"--Hub:Listen:Api={Origin(Api)}", $"--Hub:Listen:Phone={Origin(Phone)}", $"--Hub:Listen:Management={Origin(Management)}",
    ]);

    private async Task CommandAsync(string verb, string file)
    {
        using var command = Start(verb, file);
        using var patience = new CancellationTokenSource(Patience);
        var said = await command.StandardError.ReadToEndAsync(patience.Token);
        await command.WaitForExitAsync(patience.Token);
        Assert.True(command.ExitCode == 0, said);
    }

    private static string Origin(Uri uri) => uri.GetLeftPart(UriPartial.Authority);

    private void Keep(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }
}
