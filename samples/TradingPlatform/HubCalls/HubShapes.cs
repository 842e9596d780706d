using Hub.Cryptography;

namespace TradingPlatform.HubCalls;

/// <summary>An answer that says nothing beyond its status.</summary>
internal sealed record HubDone
{
    public static readonly HubDone It = new();
}

/// <summary>A descriptor that the hub has.</summary>
internal sealed record HubDescribed(OpeningId Opening, long Generation, Sm3Digest Descriptor)
{
    public static HubDescribed Read(RecordReader reader) =>
        new(reader.Parsed<OpeningId>("opening", OpeningId.TryParse, "an opening id"), reader.Integer("generation", 1, (1L << 53) - 1), reader.Digest("descriptor"));

    /// <summary>Whether it is this descriptor.</summary>
    public bool Names(byte[] descriptor) =>
        OpeningDescriptor.TryParse(descriptor, out var terms, out _) && Opening == terms.Opening && Generation == terms.Generation && Descriptor == Sm3Digest.Of(descriptor);
}

/// <summary>An encrypt challenge.</summary>
internal sealed record HubChallenge(ChallengeId Challenge, byte[] Statement, string Expires, string WatchToken, string Url)
{
    /// <summary>Without the token and the code's frame.</summary>
    public override string ToString() => Challenge.ToString();

    public static HubChallenge Read(RecordReader reader) => new(
        reader.Parsed<ChallengeId>("challenge", ChallengeId.TryParse, "a challenge id"), reader.Bytes("statement", 2, 1024 * 1024), reader.Text("expires", 24, 24),
        reader.Text("watchToken", 1, 4096), reader.Text("url", 1, 1000));
}

/// <summary>A watch token.</summary>
internal sealed record HubWatch(string WatchToken, string Expires, string Url)
{
    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    public static HubWatch Read(RecordReader reader) => new(reader.Text("watchToken", 1, 4096), reader.Text("expires", 24, 24), reader.Text("url", 1, 1000));
}

/// <summary>A board token.</summary>
internal sealed record HubBoard(string BoardToken, string Expires)
{
    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    public static HubBoard Read(RecordReader reader) => new(reader.Text("boardToken", 1, 4096), reader.Text("expires", 24, 24));
}

/// <summary>A registered envelope.</summary>
internal sealed record HubRegistration(ChallengeId Challenge, Receipt Receipt)
{
    public static HubRegistration Read(RecordReader reader) => new(
        reader.Parsed<ChallengeId>("challenge", ChallengeId.TryParse, "a challenge id"), reader.Object("receipt", Receipt.Read)!);
}

/// <summary>A freeze, a withdrawal or an amendment was stored. What it says of start and end is passed over: the receipts tell.</summary>
internal sealed record HubStored(Receipt Receipt)
{
    public static HubStored Read(RecordReader reader) => new(reader.Object("receipt", Receipt.Read)!);
}

/// <summary>The certificates of an enterprise that are in force.</summary>
internal sealed record HubCertificates(IReadOnlyList<HubCertificate> Certificates)
{
    public static HubCertificates Read(RecordReader reader) => new(reader.Objects("certificates", 0, 50, HubCertificate.Read));
}

internal sealed record HubCertificate(KeyId SignKeyId, byte[] Signing, byte[] Encryption, IReadOnlyList<byte[]> Chain)
{
    public static HubCertificate Read(RecordReader reader)
    {
        var certificate = new HubCertificate(reader.Key("signKeyId"), reader.Bytes("signingCertificate", 1, Sm2Certificate.MaxLength),
            reader.Bytes("encryptionCertificate", 1, Sm2Certificate.MaxLength), reader.BytesList("chain", 0, CertificatePath.MaxIntermediates, Sm2Certificate.MaxLength));
        reader.IgnoreOthers();
        return certificate;
    }
}

/// <summary>A page of the feed.</summary>
internal sealed record HubFeed(string Epoch, long Last, IReadOnlyList<FeedEntry> Entries)
{
    public const int MaxLength = 64 * 1024 * 1024;

    public static HubFeed Read(RecordReader reader) => new(reader.Text("epoch", 1, 64), reader.Integer("last", 0, (1L << 53) - 1), reader.Objects("results", 0, 200, FeedEntry.Read));
}

/// <summary>One entry: raw bytes, so that everything can be checked here.</summary>
/// <param name="Outcome"><c>approved</c>, <c>late</c> or <c>admitted</c>.</param>
internal sealed record FeedEntry(
    long N, string Outcome, ChallengeId Challenge, DateTimeOffset Arrival, byte[] Response, byte[] Signature, byte[] Certificate, IReadOnlyList<byte[]> Chain, Receipt Receipt)
{
    public static FeedEntry Read(RecordReader reader)
    {
        var entry = new FeedEntry(
            reader.Integer("n", 1, (1L << 53) - 1), reader.OneOf("outcome", "approved", "late", "admitted"), reader.Parsed<ChallengeId>("challenge", ChallengeId.TryParse, "a challenge id"),
            reader.Time("arrival"), reader.Bytes("response", 2, ResponseRecord.MaxLength), reader.Bytes("signature", 8, 72), reader.Bytes("certificate", 1, Sm2Certificate.MaxLength),
            reader.BytesList("chain", 0, CertificatePath.MaxIntermediates, Sm2Certificate.MaxLength), reader.Object("receipt", Receipt.Read)!);
        reader.IgnoreOthers();
        return entry;
    }
}
