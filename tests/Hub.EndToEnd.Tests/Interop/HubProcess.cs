using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Hub.EndToEnd.Tests.Samples;

namespace Hub.EndToEnd.Tests.Interop;

/// <summary>The hub as a process, and what its operator does.</summary>
internal sealed class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly HttpClient _operator;

    private HubProcess(Process process, HttpClient http, string api, string phone) => (_process, _operator, Api, Phone) = (process, http, api, phone);

    public string Api { get; }

    public string Phone { get; }

    /// <param name="folder">Gets a folder for the database and one for the keys.</param>
    public static async Task<HubProcess> StartAsync(DirectoryInfo folder)
    {
        var (api, phone, management) = (FreeAddress(), FreeAddress(), FreeAddress());
        var keys = folder.CreateSubdirectory("keys").FullName;
        var process = BuiltProgram.Start(BuiltProgram.Find("src", "Hub.Standalone"), "serve", "--exit-with-parent",
            $"--Hub:Data:Database={Path.Combine(folder.CreateSubdirectory("database").FullName, "hub.db")}", $"--Hub:Data:Keys={keys}",
            $"--Hub:Listen:Api={api}", $"--Hub:Listen:Phone={phone}", $"--Hub:Listen:Management={management}");
        var log = new ProgramLog(process);
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is var line && !(line ?? throw new InvalidOperationException("The hub did not start:\n" + log)).Contains("\"ready\":true", StringComparison.Ordinal))
        {
        }
        _ = process.StandardOutput.ReadToEndAsync();
        var http = new HttpClient { BaseAddress = new Uri(management), Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(keys, "admin.token"), patience.Token)).Trim());
        http.DefaultRequestHeaders.Add("X-Hub-Actor", "interop");
        return new HubProcess(process, http, api, phone);
    }

    /// <summary>The operator's call; it must be taken.</summary>
    public async Task<byte[]> OperateAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (request.Content is not null)
            await request.Content.LoadIntoBufferAsync();
        using var answer = await _operator.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {Encoding.UTF8.GetString(bytes)}");
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        if (!_process.HasExited)
            _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
    }

    // QR codes name the phone origin, so that it must be known before the start.
    private static string FreeAddress() => $"http://127.0.0.1:{FreePort.Take()}";
}
