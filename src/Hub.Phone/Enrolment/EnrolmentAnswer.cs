using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>The hub's answer to an enrolment (protocol section 6), not checked yet.</summary>
internal sealed record EnrolmentAnswer(
    HubId Hub, AuthorityId Authority, EnterpriseId Enterprise, string EnterpriseName, string Holder, byte[] SigningCertificate, byte[] EncryptionCertificate, IReadOnlyList<byte[]> Chain,
    byte[] Anchors, int Version, OprfElement PublicKey, OprfElement Evaluated, DleqProof Proof)
{
    private const int MaxCertificates = 4;
    private const int MaxAnchors = 512 * 1024;

    public static EnrolmentAnswer? Read(RecordReader reader) => new(
        reader.Parsed<HubId>("hub", HubId.TryParse, "a hub id"), reader.Parsed<AuthorityId>("authority", AuthorityId.TryParse, "an authority id"),
        reader.Parsed<EnterpriseId>("enterprise", EnterpriseId.TryParse, "an enterprise id"), reader.Text("enterpriseName", 1, 200), reader.Text("holder", 1, 200),
        reader.Bytes("signingCertificate", 1, Sm2Certificate.MaxLength), reader.Bytes("encryptionCertificate", 1, Sm2Certificate.MaxLength),
        reader.BytesList("chain", 0, MaxCertificates, Sm2Certificate.MaxLength), reader.Bytes("anchors", 2, MaxAnchors), (int)reader.Integer("version", 1, 1_000_000),
        reader.Element("publicKey")!, reader.Element("evaluated")!, reader.Proof()!);
}
