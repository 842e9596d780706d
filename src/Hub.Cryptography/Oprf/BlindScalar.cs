using System.Security.Cryptography;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography;

/// <summary>
/// The blind b of one evaluation, a secret scalar from 1 to n − 1. Whoever holds it can test PINs against the pair (B, Z), so it is
/// zeroed on disposal and prints as <c>***</c>. BouncyCastle's intermediate integers cannot be zeroed: they stay for the collector.
/// </summary>
public sealed class BlindScalar : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    private BlindScalar(byte[] bytes) => _bytes = bytes;

    internal static BlindScalar Random() => new(P256Group.Encode(P256Group.RandomScalar()));

    internal static BlindScalar From(ReadOnlySpan<byte> scalar) =>
        P256Group.TryDecode(scalar, out var value) && value.SignValue != 0
            ? new BlindScalar(scalar.ToArray())
            : throw new ArgumentException("A blind is a scalar from 1 to n - 1.", nameof(scalar));

    internal BigInteger Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return new BigInteger(1, _bytes);
        }
    }

    /// <summary>Zeroes the scalar; using it afterwards throws.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
