namespace Hub.Gateway.Bodies;

/// <summary>Most bytes of a request's body (protocol, section 8).</summary>
internal static class BodyLimit
{
    public const int Phone = 16 * 1024;
    public const int Response = 64 * 1024;
    public const int Platform = 256 * 1024;
    public const int Crl = 4 * 1024 * 1024;
}
