using Hub.Cryptography;
using Hub.Gateway.Openings;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Challenges;

/// <summary>Asks for an encrypt challenge.</summary>
internal sealed record ChallengeShape(IReadOnlyList<ClaimShape> Envelopes, IReadOnlyList<string> Withdraws, int ValidSeconds)
{
    /// <summary>The envelopes as the grain takes them.</summary>
    public IReadOnlyList<ClaimedEnvelope> Claims => [.. Envelopes.Select(claim => new ClaimedEnvelope(claim.Header, claim.Commitment, claim.SealedKeyDigest))];

    public static ChallengeShape? Read(RecordReader reader)
    {
        var shape = new ChallengeShape(
            [.. reader.Objects("envelopes", 0, EncryptStatement.MaxEnvelopes, EnvelopeClaim.Read).Where(claim => claim is not null)
                .Select(claim => new ClaimShape(claim.Header, claim.Commitment.ToString(), claim.SealedKeyDigest.ToString()))],
            [.. reader.ParsedList<EnvelopeId>("withdraws", 0, EncryptStatement.MaxEnvelopes, EnvelopeId.TryParse, "an envelope id").Select(id => id.ToString())],
            (int)reader.Integer("validSeconds", 60, 86_400));
        if (shape.Envelopes.Count + shape.Withdraws.Count == 0)
            reader.Refuse("envelopes", "and withdraws are both empty");
        return shape;
    }
}

/// <summary>One envelope of it.</summary>
internal sealed record ClaimShape(byte[] Header, string Commitment, string SealedKeyDigest);

/// <summary>An encrypt challenge was made.</summary>
/// <param name="Url">For the QR code, with a fresh frame.</param>
internal sealed record CreatedBody(string Challenge, byte[] Statement, DateTimeOffset Expires, string WatchToken, string Url)
{
    /// <summary>Without token and frame.</summary>
    public override string ToString() => Challenge;
}

/// <summary>What became of the files.</summary>
internal sealed record FilesShape(IReadOnlyList<FileShape> Files)
{
    public static FilesShape? Read(RecordReader reader) => new(reader.Objects("files", 1, 200, FileShape.Read));
}

/// <summary>What became of one file.</summary>
/// <param name="Outcome"><c>opened</c> or <c>failed</c>.</param>
internal sealed record FileShape(ChallengeId Challenge, EnvelopeId Envelope, string Outcome, string? Reason)
{
    public bool Opened => Outcome == "opened";

    public static FileShape? Read(RecordReader reader) => new(
        reader.Parsed<ChallengeId>("challenge", ChallengeId.TryParse, "a challenge id"), reader.Parsed<EnvelopeId>("envelope", EnvelopeId.TryParse, "an envelope id"),
        reader.OneOf("outcome", "opened", "failed"), reader.Has("reason") ? reader.Text("reason", 1, 200) : null);
}

/// <summary>Asks for a watch token.</summary>
internal sealed record WatchTokenShape(int ValidSeconds, bool LongLivedFrames)
{
    public static WatchTokenShape? Read(RecordReader reader) => new((int)reader.Integer("validSeconds", TokenLife.MinSeconds, TokenLife.MaxSeconds), reader.Flag("longLivedFrames"));
}

/// <summary>A watch token.</summary>
internal sealed record WatchTokenBody(string WatchToken, DateTimeOffset Expires, string Url)
{
    /// <summary>Without token and frame.</summary>
    public override string ToString() => "*** until " + WireTime.Format(Expires);
}
