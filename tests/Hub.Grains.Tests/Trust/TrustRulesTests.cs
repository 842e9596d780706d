using Hub.Cryptography;
using Hub.Grains.Trust;

namespace Hub.Grains.Tests.Trust;

public class TrustRulesTests
{
    private static readonly HubId Hub = HubId.New();
    private static readonly Sm2PublicKey HubKey = Sm2PrivateKey.Generate().PublicKey;

    [Fact]
    public void Anchors_name_the_hubs_key_and_each_root_once()
    {
        var state = With(With(With(new TrustState(), "ca-a", [1]), "ca-b", [1]), "ca-c", [2]);

        Assert.True(Anchors.TryParse(state.Anchors, out var anchors, out _));
        Assert.Equal(Hub, anchors.Hub);
        Assert.Equal(HubKey.Spki.ToArray(), anchors.HubKeys.Single());
        Assert.Equal([[1], [2]], anchors.Roots);
    }

    [Fact]
    public void The_same_authority_again_keeps_the_bytes_and_another_root_of_it_replaces_the_first()
    {
        var state = With(new TrustState(), "ca-a", [1]);

        Assert.Same(state, With(state, "ca-a", [1]));
        Assert.Equal([[2]], TrustRules.Roots(With(state, "ca-a", [2])));
    }

    [Fact]
    public void The_thirty_third_root_is_one_too_many_but_a_further_authority_of_a_known_root_is_not()
    {
        var state = new TrustState();
        for (var n = 0; n < 32; n++)
            state = With(state, "ca-" + n, [(byte)n]);

        Assert.Equal((null, 32), TrustRules.WithAuthority(state, "ca-more", [99], Hub, HubKey));
        Assert.NotNull(TrustRules.WithAuthority(state, "ca-more", [0], Hub, HubKey).Next);
    }

    [Fact]
    public void The_thousand_and_first_platform_is_one_too_many()
    {
        var state = new TrustState { Platforms = [.. Enumerable.Range(0, 1000).Select(n => "pl-" + n)] };

        Assert.Same(state, TrustRules.WithPlatform(state, "pl-7"));
        Assert.Null(TrustRules.WithPlatform(state, "pl-more"));
    }

    private static TrustState With(TrustState state, string id, byte[] root) => TrustRules.WithAuthority(state, id, root, Hub, HubKey).Next!;
}
