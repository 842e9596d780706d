using Hub.Gateway;
using Hub.Silo.Storage;

namespace Hub.Standalone.Settings;

/// <summary>What gateway and storage find wrong with settings, in the operator's words: their options are named as the settings that they come from.</summary>
internal static class SettingsCheck
{
    private static readonly (string Option, string Setting)[] Names =
    [
        (nameof(SqliteStorageOptions.DatabasePath), HubSettings.DatabaseKey),
        (nameof(SqliteStorageOptions.MasterKeyPath), HubSettings.KeysKey),
        (nameof(SqliteStorageOptions.MaxDatabaseBytes), HubSettings.MaxDatabaseKey),
        (nameof(GatewayOptions.ApiUrl), HubSettings.ApiKey),
        (nameof(GatewayOptions.PhoneUrl), HubSettings.PhoneKey),
        (nameof(GatewayOptions.ManagementUrl), HubSettings.ManagementKey),
        (nameof(GatewayOptions.PhoneOrigin), HubSettings.PublicPhoneKey),
        (nameof(GatewayOptions.AdminTokenFile), HubSettings.KeysKey),
        (nameof(GatewayOptions.TrustedProxies), HubSettings.ProxiesKey),
        (nameof(GatewayOptions.MaxConnections), HubSettings.MaxConnectionsKey),
    ];

    /// <summary>Adds to what was found when the settings were read. Of a setting that is named already nothing more is said.</summary>
    public static IReadOnlyList<string> Complete(HubSettings settings, IReadOnlyList<string> found)
    {
        var storage = new SqliteStorageOptions();
        settings.Apply(storage);
        var gateway = new GatewayOptions();
        settings.Apply(gateway);
        var mistakes = new List<string>(found);
        foreach (var mistake in storage.Mistakes().Concat(gateway.Mistakes()))
        {
            // It is made at the first start, once all else is well.
            if (mistake.StartsWith(nameof(GatewayOptions.AdminTokenFile), StringComparison.Ordinal) && !File.Exists(settings.AdminTokenPath))
                continue;
            // Without an origin of its own the phone surface has its listener's, and that is named.
            if (mistake.StartsWith(nameof(GatewayOptions.PhoneOrigin), StringComparison.Ordinal) && settings.PublicPhone == settings.Phone.TrimEnd('/'))
                continue;
            var translated = Names.Aggregate(mistake, (text, name) => text.Replace(name.Option, name.Setting, StringComparison.Ordinal));
            if (!found.Any(other => IsAboutTheSame(other, translated)))
                mistakes.Add(translated);
        }
        return mistakes;
    }

    private static bool IsAboutTheSame(string one, string other) => HubSettings.All.Any(setting => IsAbout(one, setting.Key) && IsAbout(other, setting.Key));

    private static bool IsAbout(string mistake, string key) =>
        mistake.StartsWith(key + ":", StringComparison.Ordinal) || mistake.StartsWith(key + " ", StringComparison.Ordinal);
}
