using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Standalone.Settings;

namespace Hub.Standalone.Admin;

/// <summary>Calls the management address of a running hub with the operators' token, in the name of the system user.</summary>
internal sealed class AdminClient : IDisposable
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HttpClient _http;

    private AdminClient(Uri management, string token)
    {
        _http = new HttpClient { BaseAddress = management, Timeout = TimeSpan.FromMinutes(10) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _http.DefaultRequestHeaders.Add("X-Hub-Actor", Actor());
    }

    /// <summary>Runs one call and prints its answer: JSON on standard output, a problem on standard error.</summary>
    /// <returns>The exit code: 0, or 1 for a problem, or 2 when the hub cannot be asked.</returns>
    public static async Task<int> CallAsync(IReadOnlyList<string> settings, string? file, HttpMethod method, string path, JsonObject? body, CancellationToken cancellation)
    {
        var configuration = HubSettings.Read(SettingSources.Of(file, settings), out var mistakes);
        // What serve needs beside may be missing here; what is there must be right.
        if (mistakes.Where(mistake => !mistake.EndsWith(HubSettings.Missing, StringComparison.Ordinal)).ToList() is { Count: > 0 } wrong)
            return await FailAsync(string.Join("\n     ", wrong));
        if (configuration.Management.Length == 0 || configuration.Keys.Length == 0)
            return await FailAsync("Hub:Listen:Management and Hub:Data:Keys must be set, as for serve: give its --config.");
        try
        {
            var token = (await File.ReadAllTextAsync(configuration.AdminTokenPath, cancellation)).Trim();
            using var client = new AdminClient(new Uri(configuration.Management), token);
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await client._http.SendAsync(request, cancellation);
            return await PrintAsync(response, path, cancellation);
        }
        catch (Exception reason) when (reason is FileNotFoundException or DirectoryNotFoundException)
        {
            return await FailAsync($"{configuration.AdminTokenPath} is not there: the hub makes it at its first start. Is Hub:Data:Keys the folder of the hub that runs?");
        }
        catch (UnauthorizedAccessException)
        {
            return await FailAsync($"{configuration.AdminTokenPath} may not be read by this user: call as the hub's user.");
        }
        catch (HttpRequestException reason)
        {
            return await FailAsync($"{reason.Message}: is the hub running, and is this its Hub:Listen:Management?");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return await FailAsync("The hub has not answered. What was asked for may be done or not: look at 'admin actions'.");
        }
    }

    private static async Task<int> PrintAsync(HttpResponseMessage response, string path, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (response.IsSuccessStatusCode)
        {
            if (text.Length > 0)
            {
                // anchors/1 is signed for as these very bytes: not even a line's end may follow.
                if (IsBytes(response))
                    await Console.Out.WriteAsync(text);
                else
                    await Console.Out.WriteLineAsync(Shown(text));
            }
            return 0;
        }
        await Console.Error.WriteLineAsync("hub: " + AdminWords.Of((int)response.StatusCode, text, path));
        return 1;
    }

    private static bool IsBytes(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType is "application/octet-stream";

    private static string Shown(string text) => text.Length == 0 ? text : JsonNode.Parse(text)?.ToJsonString(Pretty) ?? text;

    private static async Task<int> FailAsync(string why)
    {
        await Console.Error.WriteLineAsync("hub: " + why);
        return 2;
    }

    /// <summary>The system user, as it goes on record.</summary>
    public static string Actor()
    {
        var name = new string([.. Environment.UserName.Where(char.IsAsciiLetterOrDigit)]);
        return name.Length is > 0 and <= 64 ? name : "unknown";
    }

    public void Dispose() => _http.Dispose();
}
