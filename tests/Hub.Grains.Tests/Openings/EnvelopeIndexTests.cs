using Hub.Cryptography;
using Hub.Grains.Openings;

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

    private static IndexedEnvelope Entry() => new(ChallengeId.New(), KeyId.Of([1]), Sm3Digest.Of([2]));
}
