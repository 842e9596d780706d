using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Cryptography;

/// <summary>
/// A certificate PIN (证书密码) that meets the policy: 6 to 16 characters, each a letter, digit or sign of ASCII (0x21 to 0x7E). Spaces and
/// other characters are refused: a keyboard that composes or trims them differently on the next phone would lock its owner out.
/// Zeroed on disposal; prints as <c>***</c>.
/// </summary>
public sealed class Pin : IDisposable
{
    /// <summary>The fewest characters.</summary>
    public const int MinLength = 6;

    /// <summary>The most characters.</summary>
    public const int MaxLength = 16;

    private readonly byte[] _bytes;
    private bool _disposed;

    private Pin(byte[] bytes) => _bytes = bytes;

    /// <summary>The PIN in UTF-8, which for these characters is one byte each.</summary>
    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>Checks the policy. On false, <paramref name="refusal"/> says what is wrong; the length is looked at first.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Pin? pin, [NotNullWhen(false)] out PinRefusal? refusal)
    {
        pin = null;
        refusal = text.Length switch
        {
            < MinLength => PinRefusal.TooShort,
            > MaxLength => PinRefusal.TooLong,
            _ => text.ContainsAnyExceptInRange('\u0021', '\u007e') ? PinRefusal.NotPrintableAscii : null,
        };
        if (refusal is not null)
            return false;
        var bytes = GC.AllocateUninitializedArray<byte>(text.Length, pinned: true);
        Encoding.UTF8.GetBytes(text, bytes);
        pin = new Pin(bytes);
        return true;
    }

    /// <summary>Zeroes the characters; using the PIN afterwards throws.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}

/// <summary>Why a PIN does not meet the policy of <see cref="Pin"/>.</summary>
public enum PinRefusal
{
    /// <summary>Fewer than 6 characters.</summary>
    TooShort,

    /// <summary>More than 16 characters.</summary>
    TooLong,

    /// <summary>A space, a control character or one outside ASCII.</summary>
    NotPrintableAscii,
}
