using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Hub.Grains.Qr;

/// <summary>Watch tokens: a platform lets one page watch one challenge and show its QR code, until an expiry. Signed, not stored.</summary>
public sealed class WatchToken(QrKeys keys)
{
    private const string Type = "watch/1";

    /// <summary>Makes a token.</summary>
    /// <param name="longLivedFrames">The page may ask for a frame that does not rotate.</param>
    /// <param name="expires">Exclusive; kept to the millisecond.</param>
    public string Issue(ChallengeId challenge, bool longLivedFrames, DateTimeOffset expires) => SignedToken.Issue(keys, Type, challenge.ToString(), longLivedFrames, expires);

    /// <summary>What a token allows; false for anything that this hub did not make, a board's token, and one that has expired at <paramref name="now"/>.</summary>
    public bool TryOpen(string? token, DateTimeOffset now, [NotNullWhen(true)] out WatchGrant? grant)
    {
        grant = SignedToken.TryOpen(keys, Type, token, now, out var subject, out var longLived, out var expires) && ChallengeId.TryParse(subject, out var challenge)
            ? new WatchGrant(challenge, longLived, expires)
            : null;
        return grant is not null;
    }
}

/// <summary>What a watch token allows.</summary>
/// <param name="LongLivedFrames">The page may ask for a frame that does not rotate.</param>
/// <param name="Expires">Exclusive.</param>
public sealed record WatchGrant(ChallengeId Challenge, bool LongLivedFrames, DateTimeOffset Expires);
