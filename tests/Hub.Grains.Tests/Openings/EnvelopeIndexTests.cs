using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Durability;
using Hub.Grains.Openings;
using Hub.Grains.Tests.Certificates;

namespace Hub.Grains.Tests.Openings;

public class EnvelopeIndexTests
{
    private static readonly EnvelopeId Envelope = EnvelopeId.New();

    [Fact]
    public void An_envelope_that_left_its_challenge_does_not_come_back_to_it_and_may_go_to_another()
    {
        var index = new EnvelopeIndex();
        var (first, second) = (Entry(), Entry());
        index.Add(Envelope, first);
        index.Remove(Envelope, first.Challenge);
        index.Add(Envelope, first);
        Assert.Equal(0, index.Count);

        index.Add(Envelope, second);
        Assert.True(index.Contains(Envelope, second.Challenge));
    }

    [Fact]
    public void An_old_order_takes_nothing_from_another_challenge()
    {
        var index = new EnvelopeIndex();
        var (first, second) = (Entry(), Entry());
        index.Add(Envelope, second);
        Assert.False(index.Contains(Envelope, first.Challenge));
        index.Remove(Envelope, first.Challenge);
        Assert.True(index.Contains(Envelope, second.Challenge));
    }

    [Fact]
    public void Rows_that_hold_the_whole_envelope_as_they_did_before_are_read_like_those_of_today()
    {
        var lot = LotId.TryParse("A", out var parsed) ? parsed : default;
        var enterprise = EnterpriseId.TryParse("en-" + TestAuthority.CreditCodeOf("91650100MA0000001"), out var id) ? id : throw new InvalidOperationException();
        var header = new BidHeader(
            HubId.New(), OpeningScene.Platform, KeyId.Of([3]), OpeningId.New(), OpeningScene.Start, lot, Envelope, enterprise, KeyId.Of([1]), KeyId.Of([2]), "bid.zip",
            FileCiphers.Sm4Gcm, 65536, 1000, Sm3Digest.Of([1])).Encode();
        var whole = new SealedEnvelope(header, Sm3Digest.Of([5]), [6], new Authorship([7, 7], [8, 8], new byte[70]));
        var challenge = ChallengeId.New();
        EnvelopeIndex Index(byte[] payload) => EnvelopeIndex.Of([new EnvelopeRow("op-1", Envelope.ToString(), challenge.ToString(), payload)]);

        var old = Index(RecordWriter.Write(writer => SealedEnvelope.Write(writer, whole)));
        var today = Index(new EnvelopePayload(KeyId.Of([1]), MerkleTree.LeafHash(whole.Leaf())).Encode());

        Assert.True(old.TryFind(Envelope, out var read) && today.TryFind(Envelope, out var entry) && read == entry);
        Assert.Equal(today.Freeze().Root, old.Freeze().Root);
    }

    private static IndexedEnvelope Entry() => new(ChallengeId.New(), KeyId.Of([1]), Sm3Digest.Of([2]));
}
