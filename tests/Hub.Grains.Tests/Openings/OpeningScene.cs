using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Openings;

namespace Hub.Grains.Tests.Openings;

/// <summary>A platform with a certificate of its own, and an opening that it describes, freezes and amends. Keys are made once for all tests.</summary>
internal sealed class OpeningScene
{
    internal static readonly DateTimeOffset Deadline = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);
    internal static readonly DateTimeOffset Start = Deadline.AddMinutes(30);
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    internal static readonly HubId ThisHub = HubId.New();
    internal static readonly OpeningId Opening = OpeningId.New();
    internal static readonly Sm2PrivateKey PlatformKey = Sm2PrivateKey.Generate();
    internal static readonly Sm2PrivateKey SuccessorKey = Sm2PrivateKey.Generate();
    internal static readonly Sm2PrivateKey OpeningKey = Sm2PrivateKey.Generate();
    internal static readonly CertificateIssuer Root = CertificateIssuer.CreateRoot(Sm2PrivateKey.Generate(), CertificateSubject.Create("Root"), Years(10));
    internal static readonly CertificateIssuer OtherRoot = CertificateIssuer.CreateRoot(Sm2PrivateKey.Generate(), CertificateSubject.Create("Other root"), Years(10));
    internal static readonly Sm2Certificate Certificate = Issue(Root, PlatformKey);
    internal static readonly Sm2Certificate Successor = Issue(Root, SuccessorKey);

    internal static PlatformId Platform { get; } = PlatformOf("pl-demo");

    internal static PlatformTrust TrustNow { get; } = new("Demo", [Certificate.Der.ToArray()], [], [Root.Certificate.Der.ToArray()], [CrlOf(Root).Der.ToArray()]);

    internal static OpeningDescriptor Descriptor { get; } = new(
        ThisHub, Platform, Opening, 1, "Bridge, section 1", [Lot("A"), Lot("B")], Deadline, Start, OpeningStart.Clock, 600, OpeningKey.PublicKey.Spki.ToArray(), true);

    internal static OpeningLot Lot(string id) => LotId.TryParse(id, out var lot) ? new OpeningLot(lot, "Lot " + id) : throw new ArgumentException("Not a lot.", nameof(id));

    internal static PlatformId PlatformOf(string id) => PlatformId.TryParse(id, out var platform) ? platform : throw new ArgumentException("Not a platform.", nameof(id));

    internal static CertificateValidity Years(int years) => new(Deadline.AddYears(-1), Deadline.AddYears(years));

    internal static Sm2Certificate Issue(CertificateIssuer issuer, Sm2PrivateKey key, CertificateValidity? validity = null)
    {
        var subject = CertificateSubject.Create("Platform", "Trading Ltd");
        return issuer.IssuePlatform(SigningRequest.Create(key, subject), subject, validity ?? Years(5));
    }

    internal static Crl CrlOf(CertificateIssuer issuer, DateTimeOffset? nextUpdate = null, params CrlEntry[] revoked) =>
        issuer.SignCrl(1, Deadline.AddDays(-30), nextUpdate ?? Deadline.AddDays(30), revoked);

    internal static OpeningCommand Command(byte[] record, Sm2PrivateKey? key = null, PlatformTrust? trust = null) =>
        new(ThisHub, Platform, Opening, new SignedBody(record, (key ?? PlatformKey).Sign(record)), trust ?? TrustNow);

    /// <summary>An opening of that descriptor.</summary>
    internal static OpeningState Described(OpeningDescriptor? descriptor = null) =>
        Taken(OpeningRules.Describe(new OpeningState(), Command((descriptor ?? Descriptor).Encode()), Deadline.AddDays(-7)));

    internal static OpeningFreeze FreezeOf(OpeningState state, FrozenSet set) =>
        new(ThisHub, Platform, Opening, Sm3Digest.Of(state.Current.Record), set.Size, set.Root, Deadline);

    internal static OpeningDecision Freeze(OpeningState state, OpeningFreeze freeze, FrozenSet set, DateTimeOffset arrival)
    {
        var command = Command(freeze.Encode());
        return OpeningRules.BeginFreeze(state, command, arrival) is OpeningDecision.Compare compare
            ? OpeningRules.EndFreeze(state, command, compare, set, arrival)
            : OpeningRules.BeginFreeze(state, command, arrival);
    }

    /// <summary>A set of so many envelopes.</summary>
    internal static FrozenSet SetOf(int size) =>
        FrozenSet.Of(Enumerable.Range(0, size).Select(i => (EnvelopeId.New(), MerkleTree.LeafHash([(byte)i, (byte)(i >> 8)]))));

    /// <summary>A frozen opening.</summary>
    internal static OpeningState Frozen(OpeningDescriptor? descriptor = null, DateTimeOffset? arrival = null)
    {
        var state = Described(descriptor);
        var set = SetOf(3);
        return Taken(Freeze(state, FreezeOf(state, set), set, arrival ?? Deadline));
    }

    internal static byte[] Amendment(OpeningState state, AmendmentAction action, int? number = null, Sm3Digest? previous = null) => new OpeningAmendment(
        ThisHub, Platform, Opening, number ?? state.Amendments.Count + 1,
        previous ?? Sm3Digest.Of(state.Amendments.Count > 0 ? state.Amendments[^1].Record : state.Freeze!.Record), action, Deadline).Encode();

    internal static OpeningDecision Amend(OpeningState state, AmendmentAction action, DateTimeOffset arrival, DateTimeOffset latestAnswer = default) =>
        OpeningRules.Amend(state, Command(Amendment(state, action)), arrival, latestAnswer);

    internal static OpeningState Taken(OpeningDecision decision) => Assert.IsType<OpeningDecision.Take>(decision).Next;

    internal static T Refused<T>(OpeningDecision decision) where T : Refusal =>
        Assert.IsType<T>(Assert.IsType<OpeningDecision.Refused>(decision).Why);
}
