using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Challenges;

/// <summary>States, terms and callers to decide on.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = Start.AddMinutes(30);
    public static readonly HubId Hub = HubId.New();
    public static readonly PlatformId Platform = Parsed("pl-bingtuan");
    public static readonly OpeningId Opening = OpeningId.New();
    public static readonly string Needed = KeyId.Of("the needed key"u8).ToString();
    public static readonly NeededCertificate NeededCertificate = new("Enterprise", "01", "phone", "张*三", Needed);
    public static readonly CertificateIdentity Identity = new(
        Needed, Needed, [], [], [1], [2], [], "ca-xjca", "en-91650100MA00000000", "Enterprise", "张小三", "CN=张小三", "01", "phone", End.AddYears(1));

    public static readonly ChallengeCaller Holder = new ChallengeCaller.Holder(Identity);
    public static readonly ChallengeCaller Stranger = new ChallengeCaller.Stranger(NeededCertificate);
    public static readonly ChallengeCaller Unproven = new ChallengeCaller.Unproven();
    public static readonly ChallengeCaller Barred = new ChallengeCaller.Barred(new CertificateRevoked(Start, "keyCompromise"));

    public static OpeningTerms Terms(string phase = OpeningPhase.Started, DateTimeOffset? opensAt = null, DateTimeOffset? closesAt = null) => new(
        Opening.ToString(), Platform.ToString(), "Project", phase, 1, OpeningStart.Clock, Start.AddHours(-1), Start, opensAt ?? Start, closesAt ?? End, true, 0)
    {
        Lots = ["A", "B"],
    };

    public static ChallengeState State(string kind) => kind == ChallengeKind.Decrypt ? Decrypt() : new ChallengeState
    {
        Kind = kind,
        PlatformId = Platform.ToString(),
        OpeningId = Opening.ToString(),
        SignKeyId = Needed,
        Statement = [1, 2, 3],
        Expires = End,
        Changes = 1,
    };

    public static ChallengeState Decrypt(int envelopes = 1) => Enumerable.Range(0, envelopes).Aggregate(new ChallengeState(), (state, _) => Register(state));

    public static ChallengeState Register(ChallengeState state, EnvelopeId? id = null, params string[] withdraws) =>
        Assert.IsType<RegisterDecision.Changed>(ChallengeRules.DecideRegister(state, Registration(id ?? EnvelopeId.New(), withdraws), Envelope(), "Platform")).Next;

    public static RegisterEnvelope Registration(EnvelopeId id, params string[] withdraws) =>
        new(Platform.ToString(), Opening.ToString(), Needed, id.ToString(), [], withdraws, [7], "A", Identity.EnterpriseId, "Enterprise");

    public static SealedEnvelope Envelope(byte mark = 1) => new([mark, 2], Sm3Digest.Of([3]), [4], new Authorship([5], [6], [7]));

    public static SignedBody Body(byte mark = 1) => new([mark, 1], [mark, 2]);

    public static HeldResponse Response(DateTimeOffset arrival, byte mark = 1, bool partial = false) =>
        new(Body(mark).Record, Body(mark).Signature, arrival, [mark, 3], [1], [], partial);

    public static HeldRejection Rejection(DateTimeOffset arrival, byte mark = 1) => new([mark], [mark], arrival);

    public static ChallengeMoment At(ChallengeState state, DateTimeOffset arrival, OpeningTerms? terms = null) => ChallengeMoment.Of(state, terms ?? Terms(), arrival);

    private static PlatformId Parsed(string text) => PlatformId.TryParse(text, out var id) ? id : throw new InvalidOperationException();
}
