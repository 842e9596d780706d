namespace Hub.Cryptography.Tests.Records;

/// <summary>One good example of every record, made from fixed ids.</summary>
internal static class RecordSamples
{
    public static readonly HubId Hub = Id<HubId>(HubId.TryParse, "hub-" + new string('1', 32));
    public static readonly HubEpoch Epoch = Id<HubEpoch>(HubEpoch.TryParse, new string('5', 16));
    public static readonly PlatformId Platform = Id<PlatformId>(PlatformId.TryParse, "pl-yili");
    public static readonly OpeningId Opening = Id<OpeningId>(OpeningId.TryParse, "op-" + new string('2', 32));
    public static readonly EnvelopeId Envelope = Id<EnvelopeId>(EnvelopeId.TryParse, "ev-" + new string('3', 32));
    public static readonly ChallengeId Challenge = Id<ChallengeId>(ChallengeId.TryParse, "ch-" + new string('4', 32));
    public static readonly LotId Lot = Id<LotId>(LotId.TryParse, "A-1");
    public static readonly EnterpriseId Bidder = Id<EnterpriseId>(EnterpriseId.TryParse, "en-91650100MA00000000"[..20] + CreditCode.CheckCharacter("91650100MA0000000"));
    public static readonly DateTimeOffset Time = new(2026, 11, 24, 9, 30, 0, 123, TimeSpan.Zero);
    public static readonly Sm3Digest Digest = Sm3Digest.Of("abc"u8);
    public static readonly KeyId Key = KeyId.Of("key"u8);
    public static readonly byte[] OpeningKey = Sm2PrivateKey.FromScalar(Enumerable.Repeat((byte)7, 32).ToArray()).PublicKey.Spki.ToArray();
    private static readonly byte[] Signature = [1, 2, 3, 4, 5, 6, 7, 8];

    public static BidHeader Header => new(Hub, Platform, Key, Opening, Time, Lot, Envelope, Bidder, Key, Key, "投标文件.zip", FileCiphers.Sm4Gcm, 1 << 20, 1000, Digest);

    public static EncryptStatement Encrypt => new(Hub, Platform, Challenge, "伊犁交易平台", Opening, Key, Time,
        [new EnvelopeClaim(Header.Encode(), Digest, Digest)], [Envelope]);

    public static Authorship Authorship => new(Encrypt.Encode(), Response(ChallengeKind.Encrypt, []).Encode(), Signature);

    public static SealedEnvelope Sealed => new(Header.Encode(), Digest, [1, 2, 3], Authorship);

    public static Receipt Receipt => new([1, 2], 0, 2, [Digest], [3, 4], Signature);

    public static ResponseRecord Response(string kind, IReadOnlyList<EnvelopeResult> results) =>
        new(Hub, Platform, kind, Challenge, Digest, Key, Key, new byte[32], PinTryId.Of(new byte[33]), results, Time);

    public static OpeningDescriptor Descriptor => new(Hub, Platform, Opening, 1, "道路工程 一标段", [new OpeningLot(Lot, "土建")], Time, Time, OpeningStart.Clock, 1800, OpeningKey, true);

    public static OpeningAmendment Amendment(AmendmentAction action) => new(Hub, Platform, Opening, 1, Digest, action, Time);

    public delegate bool Parse(ReadOnlyMemory<byte> bytes, out string defect);

    /// <summary>Name, bytes, parser: of every record.</summary>
    public static IEnumerable<(string Name, byte[] Bytes, Parse Parse)> All()
    {
        yield return ("bid-header", Header.Encode(), (ReadOnlyMemory<byte> b, out string d) => BidHeader.TryParse(b, out _, out d));
        yield return ("encrypt-statement", Encrypt.Encode(), (ReadOnlyMemory<byte> b, out string d) => EncryptStatement.TryParse(b, out _, out d));
        yield return ("response", Response(ChallengeKind.Decrypt, [new(Envelope, [1], null), new(Envelope, null, EnvelopeError.Path)]).Encode(),
            (ReadOnlyMemory<byte> b, out string d) => ResponseRecord.TryParse(b, out _, out d));
        yield return ("opening", Descriptor.Encode(), (ReadOnlyMemory<byte> b, out string d) => OpeningDescriptor.TryParse(b, out _, out d));
        yield return ("opening-freeze", new OpeningFreeze(Hub, Platform, Opening, Digest, 3, Digest, Time).Encode(), (ReadOnlyMemory<byte> b, out string d) => OpeningFreeze.TryParse(b, out _, out d));
        foreach (var action in new AmendmentAction[] { new AmendmentAction.Start(), new AmendmentAction.Extend(Time), new AmendmentAction.Close(), new AmendmentAction.Admit(Challenge, Digest), new AmendmentAction.Note("停电") })
            yield return ("amendment-" + action.GetType().Name, Amendment(action).Encode(), (ReadOnlyMemory<byte> b, out string d) => OpeningAmendment.TryParse(b, out _, out d));
        yield return ("succession", new Succession(Hub, Platform, OpeningKey, [1], Time).Encode(), (ReadOnlyMemory<byte> b, out string d) => Succession.TryParse(b, out _, out d));
        yield return ("enrolment", EnrolmentRecord.Of(Hub, EnrolmentCode.TryParse("ca-test.ABCDEFGHJKLMNPQRSTUVWX." + Digest, out var code) ? code : throw new InvalidOperationException(), [1], [2], new byte[91], new byte[33]).Encode(), (ReadOnlyMemory<byte> b, out string d) => EnrolmentRecord.TryParse(b, out _, out d));
        yield return ("scan", new ScanRecord(Hub, Challenge, new string('A', 20), Key, Time).Encode(), (ReadOnlyMemory<byte> b, out string d) => ScanRecord.TryParse(b, out _, out d));
        yield return ("pin-eval", new PinEvalRecord(Hub, Challenge, Key, 1, new byte[32], new byte[33]).Encode(), (ReadOnlyMemory<byte> b, out string d) => PinEvalRecord.TryParse(b, out _, out d));
        yield return ("pin-proof", new PinProofRecord(Hub, Key, 1, new byte[32], new byte[33]).Encode(), (ReadOnlyMemory<byte> b, out string d) => PinProofRecord.TryParse(b, out _, out d));
        yield return ("reject", new RejectRecord(Hub, ChallengeKind.Decrypt, Challenge, Digest, Key, new byte[32], "mine-not", Time).Encode(), (ReadOnlyMemory<byte> b, out string d) => RejectRecord.TryParse(b, out _, out d));
        yield return ("pin-ok", new PinOkRecord(Hub, Key, new byte[32], PinTryId.Of([])).Encode(), (ReadOnlyMemory<byte> b, out string d) => PinOkRecord.TryParse(b, out _, out d));
        yield return ("pin-change", new PinChangeRecord(Hub, Key, 1, new byte[32], PinTryId.Of([]), new byte[33]).Encode(), (ReadOnlyMemory<byte> b, out string d) => PinChangeRecord.TryParse(b, out _, out d));
        yield return ("pin-changed", new PinChangedRecord(Hub, Key, 2, Time).Encode(), (ReadOnlyMemory<byte> b, out string d) => PinChangedRecord.TryParse(b, out _, out d));
        yield return ("receipt", new ReceiptLeaf(Hub, Platform, ChallengeKind.Decrypt, ReceiptSubject.Response, Opening, Challenge, null, Digest, Time).Encode(), (ReadOnlyMemory<byte> b, out string d) => ReceiptLeaf.TryParse(b, out _, out d));
        yield return ("receipt-batch", new ReceiptBatch(Hub, Epoch, 1, 1, Digest, Time).Encode(), (ReadOnlyMemory<byte> b, out string d) => ReceiptBatch.TryParse(b, out _, out d));
        yield return ("anchors", new Anchors(Hub, [OpeningKey], [[1, 2]]).Encode(), (ReadOnlyMemory<byte> b, out string d) => Anchors.TryParse(b, out _, out d));
        yield return ("decrypt-statement", new DecryptStatement(Hub, Platform, Challenge, "平台", Opening, Key, new SignedRecord([1, 2], Signature), new SignedRecord([1, 2], Signature), Receipt,
            [[1]], [[2]], [new SignedRecord([1, 2], Signature)], [new FrozenEnvelope(Sealed, 0, [Digest])]).Encode(), (ReadOnlyMemory<byte> b, out string d) => DecryptStatement.TryParse(b, out _, out d));
    }

    private static T Id<T>(RecordReader.Parser<T> parse, string text) where T : struct =>
        parse(text, out var id) ? id : throw new ArgumentException(text);
}
