using Hub.Cryptography;
using Hub.Grains.Qr;
using Microsoft.Extensions.Options;

namespace Hub.Gateway.Challenges;

/// <summary>The URLs of QR codes: <c>{phone origin}/p#{challenge}.{frame}</c>, everything secret in the fragment, which no server log ever sees.</summary>
internal sealed class QrUrls(QrFrames frames, IOptions<GatewayOptions> options)
{
    /// <summary>How long a long-lived frame is to be shown before the page asks again.</summary>
    private static readonly TimeSpan LongLivedShown = TimeSpan.FromHours(1);

    /// <summary>A URL that is good now.</summary>
    public string Fresh(ChallengeId challenge, DateTimeOffset now) => Stem(challenge) + frames.Issue(challenge, now, 1)[0].Frame;

    /// <summary>A URL that stays good, for links that are sent and for halls that need it (D5).</summary>
    public string LongLived(ChallengeId challenge, DateTimeOffset now, DateTimeOffset until) => Stem(challenge) + frames.IssueLongLived(challenge, now, until).Frame;

    /// <summary>The next frames for a page.</summary>
    public FramesBody Book(WatchGrant grant, DateTimeOffset now)
    {
        var until = now + LongLivedShown < grant.Expires ? now + LongLivedShown : grant.Expires;
        var book = grant.LongLivedFrames ? [frames.IssueLongLived(grant.Challenge, now, until)] : frames.Issue(grant.Challenge, now, QrFrames.MaxBook);
        return new FramesBody(Stem(grant.Challenge), [.. book.Select(frame => new FrameBody(frame.Frame, frame.From, frame.Until))]);
    }

    private string Stem(ChallengeId challenge) => $"{options.Value.PhoneOrigin}/p#{challenge}.";
}
