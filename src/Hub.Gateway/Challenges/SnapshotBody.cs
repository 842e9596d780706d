using Hub.Gateway.Openings;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Challenges;

/// <summary>Where a challenge stands (protocol, 7.3). A page drops one whose epoch is the same and whose number is not higher.</summary>
/// <param name="Refusal">Problem type of the last refused scan or response.</param>
/// <param name="Frames">Only in the answer to Watch, while there is something to scan.</param>
internal sealed record SnapshotBody(
    string Challenge, string Epoch, long Number, string Kind, string State, DateTimeOffset ServerTime, TermsBody? Opening, DateTimeOffset? Expires, string PlatformName,
    DateTimeOffset? ScannedAt, DateTimeOffset? DecidedAt, string? Refusal, FramesBody? Frames, ResultBody? Result)
{
    public SnapshotBody(ChallengeSnapshot it, DateTimeOffset now, FramesBody? frames = null) : this(
        it.ChallengeId, it.Epoch, it.Number, it.Kind, it.State, now, it.Terms is { } terms ? new TermsBody(terms, now) : null, it.Expires, it.PlatformName, it.ScannedAt, it.DecidedAt,
        it.Refusal, frames, it.Result is { } result ? new ResultBody(result) : null)
    {
    }
}

/// <summary>The decided answer with everything needed to check it.</summary>
internal sealed record ResultBody(
    byte[]? Statement, byte[] Response, byte[] Signature, byte[] Certificate, IReadOnlyList<byte[]> Chain, ReceiptObject Receipt, DateTimeOffset Arrival)
{
    public ResultBody(ChallengeResult it) : this(it.Statement, it.Response, it.Signature, it.Certificate, it.Chain, new ReceiptObject(it.Receipt), it.Arrival)
    {
    }
}

/// <summary>A short book of frames: what follows the challenge in the QR code's URL, and when each is to be shown.</summary>
/// <param name="Url">Phone origin, <c>/p#</c>, challenge and a full stop.</param>
internal sealed record FramesBody(string Url, IReadOnlyList<FrameBody> Frames)
{
    /// <summary>Without the frames.</summary>
    public override string ToString() => Url + "***";
}

/// <summary>One frame.</summary>
/// <param name="Until">Exclusive.</param>
internal sealed record FrameBody(string Frame, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Without the frame.</summary>
    public override string ToString() => "***";
}
