using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Openings;

namespace Hub.Grains.Tests.Openings;

/// <summary>A bidder with a certificate, who makes envelopes for the opening of <see cref="OpeningScene"/> and signs for them.</summary>
internal sealed class BidderScene
{
    private readonly Sm2PrivateKey _signKey = Sm2PrivateKey.Generate();
    private readonly Sm2PrivateKey _encKey = Sm2PrivateKey.Generate();

    internal EnterpriseId Enterprise { get; } = EnterpriseId.TryParse("en-" + Code(), out var id) ? id : throw new InvalidOperationException("Not an enterprise.");

    internal CertificateIdentity Certificate => new(
        _signKey.PublicKey.KeyId.ToString(), _encKey.PublicKey.KeyId.ToString(), _signKey.PublicKey.Spki.ToArray(), [], [], [], [], "ca-test", Enterprise.ToString(), "Builders Ltd",
        "Zhang San", "CN=Zhang San", "01", "phone", OpeningScene.Deadline.AddYears(1));

    internal BidHeader Header(OpeningDescriptor? descriptor = null)
    {
        var terms = descriptor ?? OpeningScene.Descriptor;
        return new BidHeader(
            terms.Hub, terms.Platform, OpeningScene.PlatformKey.PublicKey.KeyId, terms.Opening, terms.EarliestStart, terms.Lots[0].Lot, EnvelopeId.New(), Enterprise,
            _signKey.PublicKey.KeyId, _encKey.PublicKey.KeyId, "bid.pdf", FileCiphers.Sm4Gcm, 65536, 1000, Sm3Digest.Of([7]));
    }

    /// <summary>An envelope with this bidder's approved authorship over exactly it.</summary>
    internal (RegistrationCommand Command, Approval Approval) Bid(BidHeader header)
    {
        var bytes = header.Encode();
        var context = BidContext.Of(bytes);
        var contentKey = new byte[32];
        var sealedKey = _encKey.PublicKey.Seal(BidContext.Join(contentKey, context));
        var commitment = BidContext.Commit(context, contentKey);
        var (authorship, approval) = Sign([new EnvelopeClaim(bytes, commitment, Sm3Digest.Of(sealedKey))], []);
        return (new RegistrationCommand(OpeningScene.Opening, new SealedEnvelope(bytes, commitment, sealedKey, authorship), header, StatementOf(authorship)), approval);
    }

    /// <summary>The bidder's signature under a statement, and the hub's word that it was approved.</summary>
    internal (Authorship Authorship, Approval Approval) Sign(IReadOnlyList<EnvelopeClaim> envelopes, IReadOnlyList<EnvelopeId> withdraws)
    {
        var statement = new EncryptStatement(
            OpeningScene.ThisHub, OpeningScene.Platform, ChallengeId.New(), "Demo", OpeningScene.Opening, _signKey.PublicKey.KeyId, OpeningScene.Deadline, envelopes, withdraws);
        var statementBytes = statement.Encode();
        var response = new ResponseRecord(
            statement.Hub, statement.Platform, ChallengeKind.Encrypt, statement.Challenge, Sm3Digest.Of(statementBytes), _signKey.PublicKey.KeyId, _encKey.PublicKey.KeyId,
            new byte[32], PinTryId.Of(new byte[33]), [], OpeningScene.Deadline.AddHours(-1)).Encode();
        return (
            new Authorship(statementBytes, response, _signKey.Sign(response)),
            new Approval(statement.Platform.ToString(), statement.Opening.ToString(), statement.SignKeyId.ToString(), statementBytes));
    }

    internal static EncryptStatement StatementOf(Authorship authorship) =>
        EncryptStatement.TryParse(authorship.Statement, out var statement, out _) ? statement : throw new InvalidOperationException("No statement.");

    private static string Code()
    {
        const string First = "91650100MA7890123";
        return First + CreditCode.CheckCharacter(First);
    }
}
