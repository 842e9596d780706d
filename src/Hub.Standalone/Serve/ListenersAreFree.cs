using System.Net;
using System.Net.Sockets;
using Hub.Standalone.Settings;

namespace Hub.Standalone.Serve;

/// <summary>Looks before anything is started whether the hub can listen where it is told to: later, what is wrong would stand between the complaints of a silo that has to end again.</summary>
internal static class ListenersAreFree
{
    /// <param name="settings">Checked.</param>
    /// <returns>A sentence for each address that cannot be had, with its setting and what to do.</returns>
    public static IReadOnlyList<string> Mistakes(HubSettings settings)
    {
        var mistakes = new List<string>();
        foreach (var (setting, address) in new[] { (HubSettings.ApiKey, settings.Api), (HubSettings.PhoneKey, settings.Phone), (HubSettings.ManagementKey, settings.Management) })
        {
            if (Reason(new Uri(address)) is { } reason)
                mistakes.Add($"{setting}: {address} {reason}");
        }
        return mistakes;
    }

    private static string? Reason(Uri address)
    {
        var ip = address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address.Host.Trim('[', ']'));
        try
        {
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (ip.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(ip, address.Port));
            return null;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"is in use. If a hub runs there, stop it first; else choose another port ('ss -ltnp' shows who listens at {address.Port}).",
                SocketError.AddressNotAvailable => "is no address of this machine. Choose one of its own, or 127.0.0.1 behind a proxy on this machine.",
                SocketError.AccessDenied => "is not for this user to listen at. Choose a port from 1024 on; 443 is the proxy's.",
                _ => $"cannot be listened at: {refused.Message}.",
            };
        }
    }
}
