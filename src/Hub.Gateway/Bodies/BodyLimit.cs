namespace Hub.Gateway.Bodies;

/// <summary>Most bytes of a request's body (protocol, section 8).</summary>
internal static class BodyLimit
{
    public const int Phone = 16 * 1024;
    public const int Response = 64 * 1024;
    public const int Platform = 256 * 1024;
    public const int Crl = 4 * 1024 * 1024;

    /// <summary>Lists that arrive or are with the grains at once; they are read one by one there, and more would only wait.</summary>
    public const int CrlsAtOnce = 8;
}
