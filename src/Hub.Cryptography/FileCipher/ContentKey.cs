using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>
/// The content key CK of one envelope: 32 random bytes that nobody but the bidder, and after the start the platform, may hold (D6). Prints
/// as <c>***</c>, compares in constant time, and is zeroed on <see cref="Dispose"/>.
/// </summary>
public sealed class ContentKey : IDisposable, IEquatable<ContentKey>
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 32;

    // Pinned, so that the collector leaves no copies behind when it moves things.
    private readonly byte[] _bytes = GC.AllocateArray<byte>(Length, pinned: true);
    private bool _disposed;

    private ContentKey()
    {
    }

    /// <summary>The key itself; never kept beyond the call that needs it.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>A new key from the operating system's random numbers.</summary>
    public static ContentKey Generate()
    {
        var key = new ContentKey();
        RandomNumberGenerator.Fill(key._bytes);
        return key;
    }

    /// <summary>Copies exactly 32 bytes; false for another length.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ContentKey? key)
    {
        key = null;
        if (bytes.Length != Length)
            return false;
        key = new ContentKey();
        bytes.CopyTo(key._bytes);
        return true;
    }

    /// <inheritdoc cref="TryFromBytes"/>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static ContentKey FromBytes(ReadOnlySpan<byte> bytes) =>
        TryFromBytes(bytes, out var key) ? key : throw new ArgumentException($"A content key has {Length} bytes.", nameof(bytes));

    /// <summary>Equal bytes, compared in constant time.</summary>
    public bool Equals(ContentKey? other) => other is not null && CryptographicOperations.FixedTimeEquals(Bytes, other.Bytes);

    /// <inheritdoc cref="Equals(ContentKey?)"/>
    public override bool Equals(object? obj) => Equals(obj as ContentKey);

    /// <summary>The same for every key: a hash table's order must not tell bits of one.</summary>
    public override int GetHashCode() => Length;

    /// <summary>Zeroes the key; every later use throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => "***";
}
