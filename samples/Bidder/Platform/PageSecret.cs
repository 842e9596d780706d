using System.Security.Cryptography;

namespace Bidder;

/// <summary>
/// What opens a bidder's own pages at the platform: 32 random bytes, Base64 in a header. The platform keeps their SM3 alone. A challenge's id opens nothing: it stands in every code
/// that is shown. <c>default</c> opens nothing either.
/// </summary>
public readonly struct PageSecret
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "Page-Secret";

    private const int Length = 32;

    private readonly string? _text;

    private PageSecret(string text) => _text = text;

    /// <summary>A fresh one.</summary>
    public static PageSecret New() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length)));

    /// <summary>Reads what <see cref="Reveal"/> gave.</summary>
    public static bool TryParse(string? text, out PageSecret secret)
    {
        Span<byte> bytes = stackalloc byte[Length];
        var good = text is not null && Convert.TryFromBase64String(text, bytes, out var written) && written == Length && Convert.ToBase64String(bytes) == text;
        secret = good ? new PageSecret(text!) : default;
        return good;
    }

    /// <summary>Base64, for the header and for the bidder's own records.</summary>
    public string Reveal() => _text ?? throw new InvalidOperationException("No page secret was chosen.");

    /// <summary>Never the secret.</summary>
    public override string ToString() => "***";
}
