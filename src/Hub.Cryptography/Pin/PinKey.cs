using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>
/// wk, the 32-byte key of a phone's blob: HKDF-SHA-256 (RFC 5869) with ikm = rw ‖ x, salt = ds, info = "pin" ‖ hub ‖ keyId ‖ version, each
/// <c>‖</c> length-prefixed. It takes the hub's answer and the PIN together. Zeroed on disposal; prints as <c>***</c>.
/// </summary>
public sealed class PinKey : IDisposable
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;
    private bool _disposed;

    private PinKey(byte[] bytes, PinContext context)
    {
        _bytes = bytes;
        Context = context;
    }

    /// <summary>What the key is bound to.</summary>
    public PinContext Context { get; }

    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    internal static PinKey Derive(byte[] output, byte[] stretched, DeviceSalt salt, PinContext context)
    {
        var material = LengthPrefixed.Join(output, stretched);
        var key = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, material, key, salt.Bytes, context.KeyInfo());
        CryptographicOperations.ZeroMemory(material);
        return new PinKey(key, context);
    }

    /// <summary>Zeroes the key; using it afterwards throws.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
