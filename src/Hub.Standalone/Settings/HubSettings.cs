using Microsoft.Extensions.Configuration;

namespace Hub.Standalone.Settings;

/// <summary>What an operator sets. Read from <c>hub.json</c>, then the environment (<c>HUB_Hub__Data__Database</c>), then the command line (<c>--Hub:Data:Database=…</c>).</summary>
internal sealed class HubSettings
{
    /// <summary>The SQLite file.</summary>
    public string Database { get; private set; } = "";

    /// <summary>The folder of master key, tombstones and operators' token.</summary>
    public string Keys { get; private set; } = "";

    /// <summary>Listener of platforms, CAs and pages.</summary>
    public string Api { get; private set; } = "";

    /// <summary>Listener of phones.</summary>
    public string Phone { get; private set; } = "";

    /// <summary>Listener of operators.</summary>
    public string Management { get; private set; } = "";

    /// <summary>Whether the management listener may be reachable from other machines.</summary>
    public bool ManagementAnywhere { get; private set; }

    /// <summary>The API as others see it.</summary>
    public string PublicApi { get; private set; } = "";

    /// <summary>The phone surface as phones see it, for QR codes.</summary>
    public string PublicPhone { get; private set; } = "";

    /// <summary>Proxies whose forwarded headers are believed.</summary>
    public IReadOnlyList<string> Proxies { get; private set; } = [];

    /// <summary>How large the database may become, in MiB; 0: as the disk.</summary>
    public int MaxDatabaseMiB { get; private set; }

    /// <summary>Most connections of all listeners.</summary>
    public int? MaxConnections { get; private set; }

    /// <summary>The master key file.</summary>
    public string MasterKeyPath => Path.Combine(Keys, "master.key");

    /// <summary>The operators' token file.</summary>
    public string AdminTokenPath => Path.Combine(Keys, "admin.token");

    /// <summary>Every setting there is. <c>docs/operations.md</c> lists the same; a test compares.</summary>
    internal static readonly IReadOnlyList<Setting> All =
    [
        new("Hub:Data:Database", Required: true, (settings, value) => { settings.Database = value; return null; }),
        new("Hub:Data:Keys", Required: true, (settings, value) => { settings.Keys = value; return null; }),
        new("Hub:Data:MaxDatabaseMiB", Required: false, (settings, value) => int.TryParse(value, out var number) && number is 0 or >= 1 ? Set(() => settings.MaxDatabaseMiB = number) : "is not 0 or a number of MiB"),
        new("Hub:Listen:Api", Required: true, (settings, value) => Listener(value, () => settings.Api = value)),
        new("Hub:Listen:Phone", Required: true, (settings, value) => Listener(value, () => settings.Phone = value)),
        new("Hub:Listen:Management", Required: true, (settings, value) => Listener(value, () => settings.Management = value)),
        new("Hub:Listen:ManagementAnywhere", Required: false, (settings, value) => bool.TryParse(value, out var flag) ? Set(() => settings.ManagementAnywhere = flag) : "is not true or false"),
        new("Hub:Public:Api", Required: false, (settings, value) => Origin(value, () => settings.PublicApi = value)),
        new("Hub:Public:Phone", Required: false, (settings, value) => Origin(value, () => settings.PublicPhone = value)),
        new("Hub:Proxies", Required: false, (settings, value) => { settings.Proxies = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries); return null; }),
        new("Hub:Limits:MaxConnections", Required: false, (settings, value) => int.TryParse(value, out var number) ? Set(() => settings.MaxConnections = number) : "is not a number"),
    ];

    /// <summary>Reads all settings.</summary>
    /// <param name="configuration">Where from.</param>
    /// <param name="mistakes">Every missing, wrong and unknown setting, a sentence each; empty when all is well.</param>
    public static HubSettings Read(IConfiguration configuration, out IReadOnlyList<string> mistakes)
    {
        var settings = new HubSettings();
        var found = new List<string>();
        foreach (var setting in All)
        {
            var value = configuration[setting.Key];
            if (string.IsNullOrWhiteSpace(value))
            {
                if (setting.Required)
                    found.Add($"{setting.Key} is missing.");
            }
            else if (setting.Take(settings, value) is { } mistake)
            {
                found.Add($"{setting.Key}: '{value}' {mistake}.");
            }
        }
        foreach (var (key, value) in configuration.GetSection("Hub").AsEnumerable())
        {
            if (value is not null && !All.Any(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase)))
                found.Add($"{key} is not a setting of the hub.");
        }
        if (!settings.ManagementAnywhere && settings.Management.Length > 0 && Uri.TryCreate(settings.Management, UriKind.Absolute, out var management) && !management.IsLoopback)
            found.Add($"Hub:Listen:Management: '{settings.Management}' is reachable from other machines; use 127.0.0.1, or set Hub:Listen:ManagementAnywhere=true behind a firewall.");
        if (settings.PublicPhone.Length == 0)
            settings.PublicPhone = settings.Phone;
        if (settings.PublicApi.Length == 0)
            settings.PublicApi = settings.Api;
        mistakes = found;
        return settings;
    }

    private static string? Set(Action set)
    {
        set();
        return null;
    }

    private static string? Listener(string value, Action set) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" ? Set(set) : "is not an address such as http://127.0.0.1:5080";

    private static string? Origin(string value, Action set) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == value
            ? Set(set)
            : "is not an origin such as https://hub.example.cn, without a path or a slash at its end";
}

/// <summary>One setting.</summary>
/// <param name="Take">Stores the value; what is wrong with it, or null.</param>
internal sealed record Setting(string Key, bool Required, Func<HubSettings, string, string?> Take);
