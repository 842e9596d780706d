using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>
/// The 32 random bytes (ds) that a phone makes once for a key and never sends: without them a PIN cannot be tested, not even on line.
/// Zeroed on disposal; prints as <c>***</c>.
/// </summary>
public sealed class DeviceSalt : IDisposable
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;
    private bool _disposed;

    private DeviceSalt(byte[] bytes) => _bytes = bytes;

    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>A new random salt.</summary>
    public static DeviceSalt Generate() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Restores a salt from its 32 bytes; false for another length.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out DeviceSalt? salt)
    {
        salt = bytes.Length == Length ? new DeviceSalt(bytes.ToArray()) : null;
        return salt is not null;
    }

    /// <summary>The 32 bytes, for the phone's own storage.</summary>
    public byte[] Export() => Bytes.ToArray();

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
