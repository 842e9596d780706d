using System.Globalization;
using System.Text;

namespace Hub.Cryptography;

/// <summary>What a PIN's key is bound to.</summary>
public sealed record PinContext
{
    /// <param name="hub">The hub's id, made at its first start; not empty.</param>
    /// <param name="keyId">The KeyId of the signing key.</param>
    /// <param name="version">The version of the hub's key for this KeyId, from 1; never used twice.</param>
    /// <exception cref="ArgumentException">An empty hub id or a version below 1.</exception>
    public PinContext(string hub, KeyId keyId, int version)
    {
        ArgumentException.ThrowIfNullOrEmpty(hub);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        Hub = hub;
        KeyId = keyId;
        Version = version;
    }

    /// <summary>The hub's id.</summary>
    public string Hub { get; }

    /// <summary>The KeyId of the signing key.</summary>
    public KeyId KeyId { get; }

    /// <summary>The version of the hub's key.</summary>
    public int Version { get; }

    private byte[] HubBytes => Encoding.UTF8.GetBytes(Hub);

    private byte[] KeyIdBytes => Encoding.ASCII.GetBytes(KeyId.ToString());

    private byte[] VersionBytes => Encoding.ASCII.GetBytes(Version.ToString(CultureInfo.InvariantCulture));

    /// <summary>info = "pin" ‖ hub ‖ keyId ‖ version: hub in UTF-8, keyId as its hex digits, version in decimal digits.</summary>
    internal byte[] KeyInfo() => LengthPrefixed.Join("pin"u8.ToArray(), HubBytes, KeyIdBytes, VersionBytes);

    /// <summary>aad = keyId ‖ version ‖ K, in the same forms, K in 33 bytes.</summary>
    internal byte[] BlobData(OprfElement hubKey) => LengthPrefixed.Join(KeyIdBytes, VersionBytes, hubKey.ToArray());
}
