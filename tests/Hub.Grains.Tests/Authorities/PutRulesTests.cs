using Hub.Cryptography;
using Hub.Grains.Authorities;
using Hub.Grains.Contracts;
using Hub.Grains.Tests.Certificates;

namespace Hub.Grains.Tests.Authorities;

/// <summary>What becomes of an authority under the chain that an operator puts.</summary>
public sealed class PutRulesTests : IDisposable
{
    private readonly Certificates.TestAuthority _authority = new(TrustHub.Now);
    private readonly Sm2PrivateKey _another = Sm2PrivateKey.Generate();

    public void Dispose()
    {
        _authority.Dispose();
        _another.Dispose();
    }

    // Revoked before; another key; which lists are left of the issuing certificate's and the root's, or null if it is refused.
    [Theory]
    [InlineData(false, false, "issuing root")]
    [InlineData(true, false, "issuing root")]
    [InlineData(true, true, "root")]
    [InlineData(false, true, null)]
    public void Another_issuing_key_takes_an_id_of_its_own_unless_the_one_before_was_revoked_and_lists_of_who_stays_stay(bool revoked, bool another, string? left)
    {
        var state = State(_authority.RootCrl(3)) with { RevokedAt = revoked ? TrustHub.Now : null, RemovedAt = TrustHub.Now };

        var put = AuthorityRules.Put(state, Parsed(another ? _authority.AnotherChain(_another) : _authority.Chain), Lists(state));

        if (left is null)
        {
            Assert.Equal(new RequestInvalid(RequestInvalid.AnotherIssuingKey), put.Refusal);
            return;
        }
        Assert.Equal(left, string.Join(' ', put.Value!.Crls.Select(held => held.Der == state.Crls[0].Der ? "issuing" : "root")));
        Assert.Equal((null, null), (put.Value.RevokedAt, put.Value.RemovedAt));
    }

    [Fact]
    public void A_chain_that_a_list_in_force_names_is_refused_also_when_it_comes_in_place_of_a_revoked_one()
    {
        var chain = Parsed(_authority.AnotherChain(_another));
        var state = State(_authority.RootCrl(3, chain[0].SerialHex)) with { RevokedAt = TrustHub.Now };

        Assert.IsType<RequestInvalid>(AuthorityRules.Put(state, chain, Lists(state)).Refusal);
    }

    private AuthorityState State(byte[] rootList) => new() { Chain = _authority.Chain, Crls = [new HeldCrl(_authority.Crl(7), 0), new HeldCrl(rootList, 0)] };

    private static List<Crl> Lists(AuthorityState state) => [.. state.Crls.Select(held => KnownLists.TryGetOrParse(held.Der, out var list) ? list : throw new InvalidOperationException())];

    private static List<Sm2Certificate> Parsed(IReadOnlyList<byte[]> chain) =>
        [.. chain.Select(der => Sm2Certificate.TryParse(der, out var certificate) ? certificate : throw new InvalidOperationException())];
}
