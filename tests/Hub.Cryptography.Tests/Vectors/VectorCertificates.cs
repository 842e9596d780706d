using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>
/// The certificates, lists and requests of all vectors. An issuer takes its serial numbers and signatures from real randomness, so this file is made once and kept; delete it to have
/// it made again.
/// </summary>
internal static class VectorCertificates
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CertificateValidity Validity = new(Start, Start.AddYears(10));
    private static readonly Lazy<JsonObject> File = new(ReadOrIssue);

    public static byte[] Of(string name) => Convert.FromBase64String(File.Value["items"]!.AsArray().Single(item => item!["name"]!.GetValue<string>() == name)!["der"]!.GetValue<string>());

    public static JsonObject Make() => (JsonObject)File.Value.DeepClone();

    private static JsonObject ReadOrIssue() =>
        System.IO.File.Exists(VectorFile.PathOf("certificates")) ? JsonNode.Parse(System.IO.File.ReadAllText(VectorFile.PathOf("certificates")))!.AsObject()
        : VectorFile.IsWriting ? Issue()
        : throw new InvalidOperationException("docs/vectors/certificates.json is missing.");

    private static JsonObject Issue()
    {
        var root = CertificateIssuer.CreateRoot(VectorKeys.Root, CertificateSubject.Create("示例根证书", "示例机构"), Validity, 1);
        var otherRoot = CertificateIssuer.CreateRoot(VectorKeys.OtherRoot, CertificateSubject.Create("他人根证书", "他人机构"), Validity, 1);
        var authority = Below(root);
        var otherAuthority = Below(otherRoot);
        var platform = CertificateSubject.Create("伊犁交易平台", "伊犁公共资源交易中心");
        var bidder = CertificateSubject.Create("张三", "示例建设有限公司", VectorNames.Bidder.Code.ToString());
        var otherBidder = CertificateSubject.Create("李四", "另一建设有限公司", VectorNames.OtherBidder.Code.ToString());
        var signed = authority.IssuePlatform(Request(VectorKeys.Platform, platform), platform, Validity);
        var pair = authority.IssuePair(Request(VectorKeys.Sign, bidder), Request(VectorKeys.Encryption, bidder), bidder, Validity);
        var otherPair = authority.IssuePair(Request(VectorKeys.OtherSign, otherBidder), Request(VectorKeys.OtherEncryption, otherBidder), otherBidder, Validity);
        var made = VectorNames.Deadline.AddHours(-1);
        return new JsonObject
        {
            ["about"] = "Made once and kept. 'key' is the name in keys.json of the certificate's or request's key; 'issuer' is the name of the key that signed.",
            ["items"] = VectorFile.List(
            [
                Item("root", "certificate", "root", "root", root.Certificate.Der),
                Item("authority", "certificate", "authority", "root", authority.Certificate.Der),
                Item("platform", "certificate", "platform", "authority", signed.Der),
                Item("successor", "certificate", "successor", "authority", authority.IssuePlatform(Request(VectorKeys.Successor, platform), platform, Validity).Der),
                Item("bidder signing", "certificate", "sign", "authority", pair.Signing.Der),
                Item("bidder encryption", "certificate", "encryption", "authority", pair.Encryption.Der),
                Item("other bidder signing", "certificate", "other sign", "authority", otherPair.Signing.Der),
                Item("other bidder encryption", "certificate", "other encryption", "authority", otherPair.Encryption.Der),
                Item("other root", "certificate", "other root", "other root", otherRoot.Certificate.Der),
                Item("authority below other root", "certificate", "authority", "other root", otherAuthority.Certificate.Der),
                Item("root list", "crl", null, "root", root.SignCrl(1, made, made.AddDays(30), []).Der),
                Item("authority list", "crl", null, "authority", authority.SignCrl(1, made, made.AddDays(30), []).Der),
                Item("authority list that revokes platform", "crl", null, "authority",
                    authority.SignCrl(2, made.AddMinutes(5), made.AddDays(30), [new CrlEntry(signed.SerialHex, made, RevocationReason.KeyCompromise)]).Der),
                Item("authority list that is stale", "crl", null, "authority", authority.SignCrl(1, made.AddDays(-30), made, []).Der),
                Item("other root list", "crl", null, "other root", otherRoot.SignCrl(1, made, made.AddDays(30), []).Der),
                Item("signing request", "request", "sign", "sign", Request(VectorKeys.Sign, bidder).Der),
                Item("encryption request", "request", "encryption", "encryption", Request(VectorKeys.Encryption, bidder).Der),
            ]),
        };
    }

    private static CertificateIssuer Below(CertificateIssuer root)
    {
        var subject = CertificateSubject.Create("示例签发机构", "示例机构");
        return new CertificateIssuer(VectorKeys.Authority, root.IssueAuthority(Request(VectorKeys.Authority, subject), subject, Validity));
    }

    private static SigningRequest Request(Sm2PrivateKey key, CertificateSubject subject) => SigningRequest.Create(key, subject);

    private static JsonObject Item(string name, string form, string? key, string issuer, ReadOnlySpan<byte> der)
    {
        var item = new JsonObject { ["name"] = name, ["form"] = form };
        if (key is not null)
            item["key"] = key;
        item["issuer"] = issuer;
        item["der"] = VectorFile.Base64(der);
        return item;
    }
}
