namespace Hub.Cryptography.Tests.Vectors;

/// <summary>The ids and times of all vectors.</summary>
internal static class VectorNames
{
    public static readonly HubId Hub = Id<HubId>(HubId.TryParse, "hub-00112233445566778899aabbccddeeff");
    public static readonly HubId OtherHub = Id<HubId>(HubId.TryParse, "hub-ffeeddccbbaa99887766554433221100");
    public static readonly HubEpoch Epoch = Id<HubEpoch>(HubEpoch.TryParse, "8899aabbccddeeff");
    public static readonly PlatformId Platform = Id<PlatformId>(PlatformId.TryParse, "pl-yili");
    public static readonly OpeningId Opening = Id<OpeningId>(OpeningId.TryParse, "op-0f1e2d3c4b5a69788796a5b4c3d2e1f0");
    public static readonly OpeningId OtherOpening = Id<OpeningId>(OpeningId.TryParse, "op-11111111111111111111111111111111");
    public static readonly EnvelopeId Envelope = Id<EnvelopeId>(EnvelopeId.TryParse, "ev-55555555555555555555555555555555");
    public static readonly EnvelopeId SecondEnvelope = Id<EnvelopeId>(EnvelopeId.TryParse, "ev-22222222222222222222222222222222");
    public static readonly EnvelopeId OtherEnvelope = Id<EnvelopeId>(EnvelopeId.TryParse, "ev-99999999999999999999999999999999");
    public static readonly ChallengeId EncryptChallenge = Id<ChallengeId>(ChallengeId.TryParse, "ch-e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0");
    public static readonly ChallengeId DecryptChallenge = Id<ChallengeId>(ChallengeId.TryParse, "ch-d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0");
    public static readonly LotId Lot = Id<LotId>(LotId.TryParse, "A-1");
    public static readonly LotId SecondLot = Id<LotId>(LotId.TryParse, "A-2");
    public static readonly LotId OtherLot = Id<LotId>(LotId.TryParse, "B_9");
    public static readonly EnterpriseId Bidder = Id<EnterpriseId>(EnterpriseId.TryParse, "en-91350100M000100Y43");
    public static readonly EnterpriseId OtherBidder = Id<EnterpriseId>(EnterpriseId.TryParse, "en-91110000600037341L");

    public static readonly DateTimeOffset Deadline = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset EarliestStart = Deadline.AddMinutes(10);
    public static readonly DateTimeOffset Frozen = Deadline.AddSeconds(1.5);

    /// <summary>The phone's own clock when it answers.</summary>
    public static readonly DateTimeOffset PhoneTime = EarliestStart.AddSeconds(20);

    private static T Id<T>(RecordReader.Parser<T> parse, string text) where T : struct =>
        parse(text, out var id) ? id : throw new ArgumentException(text);
}
