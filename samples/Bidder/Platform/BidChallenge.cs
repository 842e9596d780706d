using Hub.Cryptography;

namespace Bidder;

/// <summary>The encrypt challenge that the platform asked the hub for.</summary>
/// <param name="Statement">What the phone will be shown and sign.</param>
/// <param name="Expires">Exclusive.</param>
/// <param name="WatchToken">Lets this program wait for the answer at <paramref name="Live"/>.</param>
/// <param name="Live">Address of the hub's SignalR endpoint.</param>
public sealed record BidChallenge(ChallengeId Challenge, byte[] Statement, DateTimeOffset Expires, string WatchToken, Uri Live)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => Challenge.ToString();

    internal static BidChallenge? Read(RecordReader reader)
    {
        var challenge = reader.Parsed<ChallengeId>("challenge", ChallengeId.TryParse, "a challenge id");
        var statement = reader.Bytes("statement", 2, 1024 * 1024);
        var expires = reader.Time("expires");
        var token = reader.Text("watchToken", 1, 4096);
        if (!Uri.TryCreate(reader.Text("live", 1, 500), UriKind.Absolute, out var live))
            reader.Refuse("live", "is not an address");
        reader.IgnoreOthers();
        return live is null ? null : new BidChallenge(challenge, statement, expires, token, live);
    }
}
