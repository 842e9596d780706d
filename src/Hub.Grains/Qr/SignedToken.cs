using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;

namespace Hub.Grains.Qr;

/// <summary>
/// The form that watch and board tokens share: base64url of type, subject, flag and expiry, each with its length, and an HMAC-SHA-256 over them. A token is the hub's
/// own note to itself: nobody else reads it.
/// </summary>
internal static class SignedToken
{
    private const int MacLength = 32;

    /// <summary>Longer text is no token.</summary>
    public const int MaxLength = 200;

    public static string Issue(QrKeys keys, string type, string subject, bool flag, DateTimeOffset expires)
    {
        var body = LengthPrefixed.Join(Encoding.ASCII.GetBytes(type), Encoding.ASCII.GetBytes(subject), [flag ? (byte)1 : (byte)0], Encoding.ASCII.GetBytes(WireTime.Format(expires)));
        return Base64Url.EncodeToString([.. body, .. keys.Token(body)]);
    }

    /// <summary>The token's content; false if it is not genuine, of another type, or <paramref name="now"/> is not before its expiry.</summary>
    public static bool TryOpen(
        QrKeys keys, string type, string? token, DateTimeOffset now, [NotNullWhen(true)] out string? subject, out bool flag, out DateTimeOffset expires)
    {
        (subject, flag, expires) = (null, false, default);
        if (token is null || token.Length > MaxLength || !Base64Url.IsValid(token))
            return false;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= MacLength || !CryptographicOperations.FixedTimeEquals(keys.Token(bytes.AsSpan(..^MacLength)), bytes.AsSpan(^MacLength..)))
            return false;
        // Genuine, so its form is what Issue made; only the type can be another's.
        var parts = Split(bytes.AsSpan(..^MacLength));
        if (parts is not [var kind, var about, [var mark], var end] || kind != type || !WireTime.TryParse(end, out expires) || now >= expires)
            return false;
        (subject, flag) = (about, mark == '\u0001');
        return true;
    }

    private static List<string> Split(ReadOnlySpan<byte> body)
    {
        var parts = new List<string>();
        while (body.Length >= 4)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(body);
            parts.Add(Encoding.ASCII.GetString(body.Slice(4, length)));
            body = body[(4 + length)..];
        }
        return parts;
    }
}
