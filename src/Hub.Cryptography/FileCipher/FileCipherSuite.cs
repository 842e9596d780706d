using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>How a bid file is encrypted, as the header of an envelope names it.</summary>
public sealed record FileCipherSuite
{
    /// <summary>SM4-GCM (GB/T 32907, RFC 8998), where the rules ask for national algorithms (国密).</summary>
    public static readonly FileCipherSuite Sm4Gcm = new("sm4-gcm-stream/1", 16);

    /// <summary>AES-256-GCM, where they allow it; many times faster.</summary>
    public static readonly FileCipherSuite Aes256Gcm = new("aes-256-gcm-stream/1", 32);

    private FileCipherSuite(string name, int keyLength)
    {
        Name = name;
        KeyLength = keyLength;
    }

    /// <summary>The name on the wire.</summary>
    public string Name { get; }

    /// <summary>Bytes of the file key.</summary>
    internal int KeyLength { get; }

    /// <summary>Finds a suite by its exact name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, [NotNullWhen(true)] out FileCipherSuite? suite)
    {
        suite = name == Sm4Gcm.Name ? Sm4Gcm : name == Aes256Gcm.Name ? Aes256Gcm : null;
        return suite is not null;
    }

    /// <summary>The name on the wire.</summary>
    public override string ToString() => Name;
}
