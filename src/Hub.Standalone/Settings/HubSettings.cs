using Hub.Gateway;
using Hub.Silo.Storage;
using Microsoft.Extensions.Configuration;

namespace Hub.Standalone.Settings;

/// <summary>What an operator sets. Read from <c>hub.json</c>, then the environment (<c>HUB_Hub__Data__Database</c>), then the command line (<c>--Hub:Data:Database=…</c>).</summary>
internal sealed class HubSettings
{
    public const string DatabaseKey = "Hub:Data:Database";
    public const string KeysKey = "Hub:Data:Keys";
    public const string MaxDatabaseKey = "Hub:Data:MaxDatabaseMiB";
    public const string ApiKey = "Hub:Listen:Api";
    public const string PhoneKey = "Hub:Listen:Phone";
    public const string ManagementKey = "Hub:Listen:Management";
    public const string ManagementAnywhereKey = "Hub:Listen:ManagementAnywhere";
    public const string PublicPhoneKey = "Hub:Public:Phone";
    public const string ProxiesKey = "Hub:Proxies";
    public const string MaxConnectionsKey = "Hub:Limits:MaxConnections";

    /// <summary>How the sentence on a setting that is not there ends.</summary>
    public const string Missing = " is missing.";

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

    /// <summary>The phone surface as phones see it, for QR codes.</summary>
    public string PublicPhone { get; private set; } = "";

    /// <summary>Proxies whose forwarded headers are believed.</summary>
    public IReadOnlyList<string> Proxies { get; private set; } = [];

    /// <summary>How large the database may become, in MiB; 0: as the disk.</summary>
    public int MaxDatabaseMiB { get; private set; }

    /// <summary>Most connections of the listeners that are open to the world; null: the gateway's own number.</summary>
    public int? MaxConnections { get; set; }

    /// <summary>The master key file.</summary>
    public string MasterKeyPath => Path.Combine(Keys, "master.key");

    /// <summary>The file of erased PIN keys, beside the master key.</summary>
    public string TombstonePath => MasterKeyPath + ".tombstones";

    /// <summary>The operators' token file.</summary>
    public string AdminTokenPath => Path.Combine(Keys, "admin.token");

    /// <summary>Every setting there is. <c>docs/operations.md</c> lists the same; a test compares.</summary>
    internal static readonly IReadOnlyList<Setting> All =
    [
        new(DatabaseKey, Required: true, (settings, value) => { settings.Database = value; return null; }),
        new(KeysKey, Required: true, (settings, value) => { settings.Keys = value; return null; }),
        new(MaxDatabaseKey, Required: false, (settings, value) => int.TryParse(value, out var number) && number is 0 or >= 1 ? Set(() => settings.MaxDatabaseMiB = number) : "is not 0 or a number of MiB"),
        new(ApiKey, Required: true, (settings, value) => Listener(value, () => settings.Api = value)),
        new(PhoneKey, Required: true, (settings, value) => Listener(value, () => settings.Phone = value)),
        new(ManagementKey, Required: true, (settings, value) => Listener(value, () => settings.Management = value)),
        new(ManagementAnywhereKey, Required: false, (settings, value) => bool.TryParse(value, out var flag) ? Set(() => settings.ManagementAnywhere = flag) : "is not true or false"),
        new(PublicPhoneKey, Required: false, (settings, value) => Origin(value, () => settings.PublicPhone = value)),
        new(ProxiesKey, Required: false, (settings, value) => { settings.Proxies = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries); return null; }),
        new(MaxConnectionsKey, Required: false, (settings, value) => int.TryParse(value, out var number) ? Set(() => settings.MaxConnections = number) : "is not a number"),
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
                    found.Add(setting.Key + Missing);
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
            found.Add($"{ManagementKey}: '{settings.Management}' is reachable from other machines; use 127.0.0.1, or set {ManagementAnywhereKey}=true behind a firewall.");
        if (settings.PublicPhone.Length == 0)
            settings.PublicPhone = settings.Phone.TrimEnd('/');
        mistakes = found;
        return settings;
    }

    /// <summary>As the storage takes them.</summary>
    public void Apply(SqliteStorageOptions options)
    {
        options.DatabasePath = Database;
        options.MasterKeyPath = Keys.Length > 0 ? MasterKeyPath : "";
        options.MaxDatabaseBytes = (long)MaxDatabaseMiB << 20;
    }

    /// <summary>As the gateway takes them.</summary>
    public void Apply(GatewayOptions options)
    {
        options.ApiUrl = Api;
        options.PhoneUrl = Phone;
        options.ManagementUrl = Management;
        options.PhoneOrigin = PublicPhone;
        options.AdminTokenFile = AdminTokenPath;
        if (MaxConnections is { } most)
            options.MaxConnections = most;
        foreach (var proxy in Proxies)
            options.TrustedProxies.Add(proxy);
    }

    private static string? Set(Action set)
    {
        set();
        return null;
    }

    private static string? Listener(string value, Action set) =>
        !Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/" ? "is not an address such as http://127.0.0.1:5080"
        : uri.Scheme == "https" ? "is https, but TLS is the proxy's (docs/operations.md, A proxy in front): listen at http"
        : Set(set);

    private static string? Origin(string value, Action set) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == value
            ? Set(set)
            : "is not an origin such as https://hub.example.cn, without a path or a slash at its end";
}

/// <summary>One setting.</summary>
/// <param name="Take">Stores the value; what is wrong with it, or null.</param>
internal sealed record Setting(string Key, bool Required, Func<HubSettings, string, string?> Take);
