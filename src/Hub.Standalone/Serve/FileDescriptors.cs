using System.Globalization;
using Hub.Gateway;
using Hub.Standalone.Settings;

namespace Hub.Standalone.Serve;

/// <summary>
/// Compares the connections that the hub is to take with the file descriptors that the process may have. Without one nothing can be opened any more, the database's files neither:
/// strangers could bring the hub there by nothing but connecting.
/// </summary>
internal static class FileDescriptors
{
    /// <summary>What is set aside for the database, CAs, libraries and the management listener.</summary>
    public const int SetAside = 1_500;

    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";

    /// <summary>How many the process may have; null where nobody says so or there is no bound. The runtime has raised the soft limit to the hard one by then.</summary>
    public static long? Limit() => OperatingSystem.IsLinux() && File.Exists(Limits) ? Parse(File.ReadLines(Limits)) : null;

    /// <summary>Reads the soft limit: <c>Max open files  1024  524288  files</c>.</summary>
    public static long? Parse(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal)) is { } row
        && row[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
        && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;

    /// <summary>Takes fewer connections than by default where no more fit and the operator has not said how many.</summary>
    /// <param name="settings">Checked; gets the number.</param>
    /// <param name="limit">Of <see cref="Limit"/>.</param>
    /// <param name="notice">What the operator should know although the hub starts; else null.</param>
    /// <returns>A sentence with both numbers and what to do, if they do not go together.</returns>
    public static string? Mistake(HubSettings settings, long? limit, out string? notice)
    {
        notice = null;
        var byDefault = new GatewayOptions().MaxConnections;
        var wanted = settings.MaxConnections ?? byDefault;
        if (limit is not { } descriptors || wanted + SetAside <= descriptors)
            return null;
        var room = descriptors - SetAside;
        if (settings.MaxConnections is not null || room < GatewayOptions.FewestConnections)
        {
            var least = settings.MaxConnections ?? GatewayOptions.FewestConnections;
            return $"{HubSettings.MaxConnectionsKey}: {least} connections need {least + SetAside} file descriptors, and the process may have {descriptors}. "
                + $"Raise its limit (LimitNOFILE={Math.Max(65_536, least + SetAside)} in the service unit, or ulimit -n)"
                + (room < GatewayOptions.FewestConnections ? "." : $", or set {HubSettings.MaxConnectionsKey} to {room} or less.");
        }
        settings.MaxConnections = (int)room;
        notice = $"The process may have {descriptors} file descriptors, so the hub takes {room} connections instead of {byDefault}. "
            + $"For more, raise its limit (LimitNOFILE=65536 in the service unit, or ulimit -n).";
        return null;
    }
}
