using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>
/// A digest made by SM3 (密码杂凑, GB/T 32905-2016): 32 bytes, written as 64 lower-case hex digits.
/// <c>default</c> is 32 zero bytes, the digest of nothing anybody knows.
/// </summary>
/// <remarks>The bytes lie inside the struct, so that a million leaves of a tree cost no million objects.</remarks>
public readonly record struct Sm3Digest
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 32;

    private readonly ulong _a, _b, _c, _d;

    private Sm3Digest(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The digest of <paramref name="data"/>, which may be empty.</summary>
    public static Sm3Digest Of(ReadOnlySpan<byte> data)
    {
        var hasher = new Sm3Hasher();
        hasher.Append(data);
        return hasher.Finish();
    }

    /// <summary>The digest of <c>part ‖ part ‖ …</c>: each part is preceded by its length as four big-endian bytes, as in <see cref="LengthPrefixed"/>.</summary>
    public static Sm3Digest OfParts(params ReadOnlySpan<byte[]> parts)
    {
        var hasher = new Sm3Hasher();
        foreach (var part in parts)
            hasher.AppendPart(part);
        return hasher.Finish();
    }

    /// <summary>Takes a digest as it lies in a message.</summary>
    /// <exception cref="ArgumentException">Not exactly 32 bytes: the caller has not looked at its input.</exception>
    public static Sm3Digest FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length ? new Sm3Digest(bytes) : throw new ArgumentException($"A digest has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Reads 64 lower-case hex digits; anything else, upper case included, is refused: one digest has one spelling.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Sm3Digest digest) => TryParse(text.AsSpan(), out digest);

    /// <inheritdoc cref="TryParse(string?, out Sm3Digest)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Sm3Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Length];
        digest = default;
        if (!LowerHex.TryDecode(text, bytes))
            return false;
        digest = new Sm3Digest(bytes);
        return true;
    }

    /// <inheritdoc cref="TryParse(string?, out Sm3Digest)"/>
    /// <exception cref="FormatException">The text is not a digest.</exception>
    public static Sm3Digest Parse(string text) =>
        TryParse(text, out var digest) ? digest : throw new FormatException("An SM3 digest is 64 lower-case hex digits.");

    /// <summary>Writes the 32 bytes to the start of <paramref name="target"/>.</summary>
    public void CopyTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, _a);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], _d);
    }

    /// <summary>The 32 bytes in an array of their own.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
