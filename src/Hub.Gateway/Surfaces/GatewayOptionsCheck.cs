using System.Net;
using Microsoft.Extensions.Options;

namespace Hub.Gateway.Surfaces;

/// <summary>Finds every mistake of the options, not the first.</summary>
internal sealed class GatewayOptionsCheck : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options) =>
        MistakesOf(options) is { Count: > 0 } mistakes ? ValidateOptionsResult.Fail(mistakes) : ValidateOptionsResult.Success;

    /// <inheritdoc cref="GatewayOptions.Mistakes"/>
    public static IReadOnlyList<string> MistakesOf(GatewayOptions options)
    {
        var mistakes = new List<string>();
        Listener(nameof(options.ApiUrl), options.ApiUrl);
        Listener(nameof(options.PhoneUrl), options.PhoneUrl);
        Listener(nameof(options.ManagementUrl), options.ManagementUrl);
        var fixedPorts = new[] { options.ApiUrl, options.PhoneUrl, options.ManagementUrl }
            .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Port : 0).Where(port => port != 0).ToList();
        if (fixedPorts.Distinct().Count() != fixedPorts.Count)
            mistakes.Add("ApiUrl, PhoneUrl and ManagementUrl must have ports of their own: a surface is told by its listener.");
        if (!IsOrigin(options.PhoneOrigin))
            mistakes.Add("PhoneOrigin is required: http or https, host and port, nothing behind it, such as https://phone.example.cn.");
        if (options.AdminTokenFile.Length == 0)
            mistakes.Add("AdminTokenFile is required: the file that holds the operators' token.");
        else if (Management.AdminToken.Defect(options.AdminTokenFile) is { } defect)
            mistakes.Add("AdminTokenFile: " + defect);
        foreach (var proxy in options.TrustedProxies)
        {
            if (!IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _))
                mistakes.Add($"TrustedProxies: '{proxy}' is neither an IP address nor a network such as 10.1.0.0/16.");
        }
        Range(nameof(options.MaxConnections), options.MaxConnections, 100, 1_000_000);
        Range(nameof(options.MaxFeedWaiters), options.MaxFeedWaiters, 1, 10_000);
        Range(nameof(options.MaxBodyBytes), options.MaxBodyBytes, 16L << 20, 4L << 30);
        Range(nameof(options.DevicePerMinute), options.DevicePerMinute, 1, 1_000_000);
        Range(nameof(options.ChallengePerMinute), options.ChallengePerMinute, 1, 1_000_000);
        Range(nameof(options.CredentialPerSecond), options.CredentialPerSecond, 1, 1_000_000);
        Range(nameof(options.StrangersPerMinute), options.StrangersPerMinute, 1, 1_000_000);
        Range(nameof(options.ListsPerMinute), options.ListsPerMinute, 1, 1_000_000);
        return mistakes;

        void Listener(string setting, string url)
        {
            if (!ListenAddress.TryParse(url, out _))
                mistakes.Add($"{setting}: '{url}' is not http (TLS is a proxy's), an IP address or localhost, and a port.");
        }

        void Range(string setting, long value, long min, long max)
        {
            if (value < min || value > max)
                mistakes.Add($"{setting}: {value} is not within {min} to {max}.");
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.GetLeftPart(UriPartial.Authority) == text;
}

/// <summary>Where to listen.</summary>
internal sealed record ListenAddress(IPEndPoint EndPoint)
{
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ListenAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != "http" || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
            return false;
        var host = uri.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(uri.Host.Trim('[', ']'), out var parsed) ? parsed : null;
        if (host is not null)
            address = new ListenAddress(new IPEndPoint(host, uri.Port));
        return address is not null;
    }
}
