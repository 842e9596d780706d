using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Hub.Grains.Qr;

/// <summary>Board tokens: a platform lets a hall's screen show the board of one opening, until an expiry. Signed, not stored.</summary>
public sealed class BoardToken(QrKeys keys)
{
    private const string Type = "board/1";

    /// <summary>Makes a token.</summary>
    /// <param name="expires">Exclusive; kept to the millisecond.</param>
    public string Issue(OpeningId opening, DateTimeOffset expires) => SignedToken.Issue(keys, Type, opening.ToString(), false, expires);

    /// <summary>What a token allows; false for anything that this hub did not make, a page's token, and one that has expired at <paramref name="now"/>.</summary>
    public bool TryOpen(string? token, DateTimeOffset now, [NotNullWhen(true)] out BoardGrant? grant)
    {
        grant = SignedToken.TryOpen(keys, Type, token, now, out var subject, out _, out var expires) && OpeningId.TryParse(subject, out var opening)
            ? new BoardGrant(opening, expires)
            : null;
        return grant is not null;
    }
}

/// <summary>What a board token allows.</summary>
/// <param name="Expires">Exclusive.</param>
public sealed record BoardGrant(OpeningId Opening, DateTimeOffset Expires);
