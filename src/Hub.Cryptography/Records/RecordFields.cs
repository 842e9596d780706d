namespace Hub.Cryptography;

/// <summary>What a challenge asks for (D1). These words are on the wire for ever.</summary>
public static class ChallengeKind
{
    /// <summary>扫码登录.</summary>
    public const string Login = "login";

    /// <summary>签名.</summary>
    public const string Sign = "sign";

    /// <summary>签章.</summary>
    public const string Seal = "seal";

    /// <summary>加密: bind bid files to a certificate.</summary>
    public const string Encrypt = "encrypt";

    /// <summary>解密 at an opening.</summary>
    public const string Decrypt = "decrypt";
}

/// <summary>Members that many records share, and their bounds, declared once.</summary>
internal static class RecordFields
{
    public const int CertificateMax = 8192;
    public const int SignatureMax = 72;
    public const int RecordMax = 16 * 1024;
    public const int SealedMax = 512;
    public const int EnvelopesMax = 64;

    public static HubId Hub(this RecordReader reader) => reader.Parsed<HubId>("hub", HubId.TryParse, "a hub id");

    public static PlatformId Platform(this RecordReader reader) => reader.Parsed<PlatformId>("platform", PlatformId.TryParse, "a platform id");

    public static OpeningId Opening(this RecordReader reader) => reader.Parsed<OpeningId>("opening", OpeningId.TryParse, "an opening id");

    public static ChallengeId Challenge(this RecordReader reader) => reader.Parsed<ChallengeId>("challenge", ChallengeId.TryParse, "a challenge id");

    public static EnvelopeId Envelope(this RecordReader reader) => reader.Parsed<EnvelopeId>("envelope", EnvelopeId.TryParse, "an envelope id");

    public static LotId Lot(this RecordReader reader) => reader.Parsed<LotId>("lot", LotId.TryParse, "a lot id");

    public static void Kind(this RecordReader reader, string kind) => reader.OneOf("kind", kind);

    public static RecordWriter Head(this RecordWriter writer, string type, HubId hub, PlatformId platform, string kind) =>
        writer.Text("type", type).Text("hub", hub).Text("platform", platform).Text("kind", kind);

    public static RecordWriter Head(this RecordWriter writer, string type, HubId hub, string kind) =>
        writer.Text("type", type).Text("hub", hub).Text("kind", kind);
}
