using System.Security.Cryptography;
using Hub.Cryptography;

namespace TradingPlatform.Bids;

/// <summary>
/// What is kept of a page secret: its SM3. The secret itself, 32 bytes that the bidder's program chose, passes through in a header and stays nowhere. <c>default</c> admits nobody.
/// </summary>
internal readonly struct PageKey
{
    public const string Header = "Page-Secret";

    private const int SecretLength = 32;

    private readonly byte[]? _digest;

    private PageKey(byte[] digest) => _digest = digest;

    /// <summary>Reads the header: once, Base64 in its canonical spelling, 32 bytes.</summary>
    public static bool TryRead(HttpRequest request, out PageKey key)
    {
        key = default;
        Span<byte> secret = stackalloc byte[SecretLength];
        if (request.Headers[Header] is not [{ } text] || !Convert.TryFromBase64String(text, secret, out var written) || written != SecretLength || Convert.ToBase64String(secret) != text)
            return false;
        key = new PageKey(Sm3Digest.Of(secret).ToArray());
        CryptographicOperations.ZeroMemory(secret);
        return true;
    }

    /// <summary>Reads what <see cref="Stored"/> wrote.</summary>
    public static PageKey Parse(string stored) => Sm3Digest.TryParse(stored, out var digest) ? new PageKey(digest.ToArray()) : default;

    /// <summary>For the disk: hex digits of the digest, from which the secret cannot be found.</summary>
    public string Stored() => _digest is null ? "" : Sm3Digest.FromBytes(_digest).ToString();

    /// <summary>Whether both came of one secret; in constant time.</summary>
    public bool Matches(PageKey other) => _digest is not null && other._digest is not null && CryptographicOperations.FixedTimeEquals(_digest, other._digest);

    /// <summary>Never the digest.</summary>
    public override string ToString() => "***";
}
