namespace Hub.Gateway;

/// <summary>How the gateway listens and whom it believes. All mistakes are named at the start, at once.</summary>
public sealed class GatewayOptions
{
    /// <summary>Where platforms, CAs and pages call, such as <c>http://0.0.0.0:8080</c>: an IP address or <c>localhost</c>; port 0 takes a free one. Always http: TLS ends at a proxy.</summary>
    public string ApiUrl { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Where phones call.</summary>
    public string PhoneUrl { get; set; } = "http://127.0.0.1:8081";

    /// <summary>Where operators call: admin, health and metrics. Never to be reached from outside.</summary>
    public string ManagementUrl { get; set; } = "http://127.0.0.1:8082";

    /// <summary>The phone surface as phones see it, for the QR codes: scheme, host and port without a path, such as <c>https://phone.example.cn</c>. Required.</summary>
    public string PhoneOrigin { get; set; } = "";

    /// <summary>File with the operators' token, 32…256 visible characters. Required.</summary>
    public string AdminTokenFile { get; set; } = "";

    /// <summary>Addresses or networks (<c>10.0.0.5</c>, <c>10.1.0.0/16</c>) of proxies whose X-Forwarded-For is believed. Default none.</summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>Most connections of a surface at once, of which one address that is no trusted proxy gets two thirds, 100…1,000,000. Default 18,000: there are three surfaces, so the process needs 54,000 file descriptors and those of its database.</summary>
    public int MaxConnections { get; set; } = 18_000;

    /// <summary>Most waiting feed calls of one credential, which follows an opening with each, 1…10,000. Default 1,000.</summary>
    public int MaxFeedWaiters { get; set; } = 1_000;

    /// <summary>Most bytes of request bodies held at once, 16 MiB…4 GiB: half of it for responses, a quarter for the other calls of phones, a quarter for platforms; 32 MiB for revocation lists come on top. Default 256 MiB.</summary>
    public long MaxBodyBytes { get; set; } = 256L << 20;

    /// <summary>Requests of one device key a minute (protocol, section 8), 1…1,000,000. Default 60.</summary>
    public int DevicePerMinute { get; set; } = 60;

    /// <summary>Scans of one challenge a minute by certificates that it does not need, 1…1,000,000. Default 120.</summary>
    public int ChallengePerMinute { get; set; } = 120;

    /// <summary>Calls of one credential a second, 1…1,000,000. Default 500.</summary>
    public int CredentialPerSecond { get; set; } = 500;

    /// <summary>Requests of one address a minute that nobody's key vouched for, 1…1,000,000. Default 600.</summary>
    public int StrangersPerMinute { get; set; } = 600;

    /// <summary>Revocation lists of one address a minute, whatever becomes of them, 1…1,000,000. Default 60.</summary>
    public int ListsPerMinute { get; set; } = 60;

    /// <summary>Everything that is wrong, a sentence each, which begins with the names of the options that it is about; empty when all is well.</summary>
    public IReadOnlyList<string> Mistakes() => Surfaces.GatewayOptionsCheck.MistakesOf(this);
}
