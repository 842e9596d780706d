using System.Text.Json;
using Hub.Cryptography;
using Microsoft.AspNetCore.Http;
using TradingPlatform.Bids;
using TradingPlatform.Openings;

namespace TradingPlatform.Tests.Forge;

/// <summary>An honest bid for lot A by a bidder of its own, and what its phone would answer.</summary>
internal sealed class ForgedBid
{
    private readonly PlatformForge _forge;
    private readonly Opening _opening;
    private readonly CertificatePair _pair;
    private byte[]? _statement;

    public ForgedBid(PlatformForge forge, Opening opening, KeyId? platformKey = null)
    {
        (_forge, _opening) = (forge, opening);
        Assert.True(CreditCode.TryParse("91650100MA7XXXXX0" + CreditCode.CheckCharacter("91650100MA7XXXXX0"), out var code));
        _pair = forge.IssuePair(Keys, code.ToString());
        var header = new BidHeader(PlatformForge.Hub, PlatformForge.Platform, platformKey ?? forge.Identity.Key.PublicKey.KeyId, opening.Id, opening.State.Terms.EarliestStart, opening.State.Terms.Lots[0].Lot,
            Envelope, new EnterpriseId(code), SignKeyId, Keys.Encryption.PublicKey.KeyId, "标书.pdf", FileCiphers.Sm4Gcm, 4096, 16, Sm3Digest.Of([1])).Encode();
        var context = BidContext.Of(header);
        using var contentKey = ContentKey.Generate();
        var sealedKey = Keys.Encryption.PublicKey.Seal(BidContext.Join(contentKey.Bytes, context));
        var commitment = BidContext.Commit(context, contentKey.Bytes);
        Sealed = new SealedEnvelope(header, commitment, sealedKey, Sign([new EnvelopeClaim(header, commitment, Sm3Digest.Of(sealedKey))], []));
    }

    public HolderKeys Keys { get; } = HolderKeys.Generate();
    public EnvelopeId Envelope { get; } = EnvelopeId.New();
    public ChallengeId Challenge { get; } = ChallengeId.New();
    public SealedEnvelope Sealed { get; }
    public KeyId SignKeyId => Keys.Sign.PublicKey.KeyId;

    public static PageKey Page { get; } = MakePage();

    public byte[] Certificate => _pair.Signing.Der.ToArray();

    /// <summary>What the hub lists of the enterprise.</summary>
    public byte[] Certificates => JsonSerializer.SerializeToUtf8Bytes(new
    {
        certificates = new[] { new { signKeyId = SignKeyId.ToString(), encKeyId = Keys.Encryption.PublicKey.KeyId.ToString(), signingCertificate = _pair.Signing.Der.ToArray(), encryptionCertificate = _pair.Encryption.Der.ToArray(), chain = Array.Empty<byte[]>() } },
    });

    public ReceiptLeaf RegistrationLeaf => new(
        PlatformForge.Hub, PlatformForge.Platform, ChallengeKind.Decrypt, ReceiptSubject.Registration, _opening.Id, Challenge, Envelope, Sm3Digest.Of(Sealed.Leaf()), PlatformForge.Now);

    /// <summary>The hub's answer to a registration.</summary>
    public HttpResponseMessage Registered(ReceiptLeaf leaf) =>
        PlatformForge.Json(RecordWriter.Write(writer => writer.Text("envelope", Envelope).Text("challenge", Challenge).Object("receipt", item => Receipt.Write(item, _forge.Receipted(leaf)))));

    /// <summary>The row that the platform has of it once it is registered.</summary>
    public EnvelopeRow Row => new()
    {
        Header = Sealed.Header,
        Commitment = Sealed.Commitment.ToString(),
        SealedKey = Sealed.SealedKey,
        Authorship = Sealed.Authorship,
        Step = EnvelopeStep.Registered,
        Challenge = Challenge.ToString(),
    };

    /// <summary>The statement that the hub makes of the opening, with this envelope alone.</summary>
    public byte[] Statement() => _statement ??= MakeStatement(1);

    /// <summary>A signed answer that the phone could not unseal: enough to tell whether it counts.</summary>
    /// <param name="times">How often it answers for the envelope.</param>
    public SignedRecord Respond(byte[] statement, int times = 1)
    {
        var response = new ResponseRecord(PlatformForge.Hub, PlatformForge.Platform, ChallengeKind.Decrypt, Challenge, Sm3Digest.Of(statement), SignKeyId, Keys.Encryption.PublicKey.KeyId, new byte[32], PinTryId.Of([1]),
            [.. Enumerable.Repeat(new EnvelopeResult(Envelope, null, EnvelopeError.Unseal), times)], PlatformForge.Now).Encode();
        return new SignedRecord(response, Keys.Sign.Sign(response));
    }

    /// <summary>A page of the feed: entries of outcome and arrival, numbered from <paramref name="first"/>.</summary>
    public byte[] Feed(SignedRecord response, int first, params (string Outcome, DateTimeOffset Arrival)[] entries) =>
        Feed(first, [.. entries.Select(entry => (this, response, entry.Outcome, entry.Arrival))]);

    /// <summary>A page of the feed with entries of several bids.</summary>
    public static byte[] Feed(int first, params (ForgedBid Bid, SignedRecord Response, string Outcome, DateTimeOffset Arrival)[] entries) => RecordWriter.Write(writer => writer
        .Text("epoch", "0123456789abcdef").Integer("last", first + entries.Length - 1).Objects("results", entries.Select((entry, index) => (entry, n: first + index)), (item, one) =>
            one.entry.Bid.WriteEntry(item, one.n, one.entry.Response, one.entry.Outcome, one.entry.Arrival)));

    /// <summary>An order to take envelopes back.</summary>
    public Authorship Withdraw(params EnvelopeId[] withdraws) => Sign([], withdraws);

    private void WriteEntry(RecordWriter item, int n, SignedRecord response, string outcome, DateTimeOffset arrival) => item
        .Integer("n", n).Text("outcome", outcome).Text("challenge", Challenge).Time("arrival", arrival).Bytes("response", response.Record)
        .Bytes("signature", response.Signature).Bytes("certificate", _pair.Signing.Der).BytesList("chain", [])
        .Object("receipt", receipt => Receipt.Write(receipt, _forge.Receipted(new ReceiptLeaf(PlatformForge.Hub, PlatformForge.Platform, ChallengeKind.Decrypt,
            outcome == "late" ? ReceiptSubject.Late : outcome == "admitted" ? ReceiptSubject.Admission : ReceiptSubject.Response,
            _opening.Id, Challenge, null, Sm3Digest.OfParts(response.Record, response.Signature), arrival))));

    private Authorship Sign(IReadOnlyList<EnvelopeClaim> claims, IReadOnlyList<EnvelopeId> withdraws)
    {
        var challenge = ChallengeId.New();
        var statement = new EncryptStatement(PlatformForge.Hub, PlatformForge.Platform, challenge, "某交易平台", _opening.Id, SignKeyId, PlatformForge.Now, claims, withdraws).Encode();
        var response = new ResponseRecord(PlatformForge.Hub, PlatformForge.Platform, ChallengeKind.Encrypt, challenge, Sm3Digest.Of(statement), SignKeyId, Keys.Encryption.PublicKey.KeyId, new byte[32], PinTryId.Of([1]), [],
            PlatformForge.Now.AddHours(-1)).Encode();
        return new Authorship(statement, response, Keys.Sign.Sign(response));
    }

    /// <summary>A statement that has this envelope so many times.</summary>
    public byte[] MakeStatement(int times)
    {
        var tree = MerkleTree.Build([MerkleTree.LeafHash(Sealed.Leaf())]);
        Assert.True(Receipt.TryParse(_opening.State.FreezeReceipt!, out var receipt, out _));
        return new DecryptStatement(PlatformForge.Hub, PlatformForge.Platform, Challenge, "某交易平台", _opening.Id, SignKeyId, _opening.State.Descriptor!, _opening.State.Freeze!, receipt,
            [_forge.IssuePlatform(_forge.Identity.Key)], [[1]], [], [.. Enumerable.Repeat(new FrozenEnvelope(Sealed, 0, tree.InclusionPath(0)), times)]).Encode();
    }

    private static PageKey MakePage()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[PageKey.Header] = Convert.ToBase64String(new byte[32]);
        return PageKey.TryRead(request, out var key) ? key : throw new InvalidOperationException();
    }
}
