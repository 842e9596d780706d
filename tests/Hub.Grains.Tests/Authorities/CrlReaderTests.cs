using Hub.Cryptography;
using Hub.Grains.Authorities;
using Hub.Grains.Tests.Certificates;

namespace Hub.Grains.Tests.Authorities;

public sealed class CrlReaderTests
{
    private static readonly TestAuthority Authority = new(TrustHub.Now);
    private static readonly IReadOnlyList<Sm2Certificate> Chain =
        [.. Authority.Chain.Select(der => Sm2Certificate.TryParse(der, out var certificate) ? certificate : throw new InvalidOperationException())];

    [Fact]
    public void A_newer_list_of_the_chain_is_read()
    {
        var newer = Assert.IsType<CrlVerdict.Newer>(CrlReader.Read(Authority.Crl(2, "0a"), Chain, [Held(1)]));
        Assert.Equal((2, 1), ((int)newer.List.Number, newer.List.Count));
    }

    [Theory, InlineData(2), InlineData(1)]
    public void A_list_that_is_not_newer_is_refused_whatever_its_signature(int number)
    {
        Assert.Equal(new CrlVerdict.Refused("number"), CrlReader.Read(Authority.Crl(number), Chain, [Held(2)]));
        Assert.Equal(new CrlVerdict.Refused("number"), CrlReader.Read(TestAuthority.Forged(Authority.Crl(number)), Chain, [Held(2)]));
    }

    [Fact]
    public void The_signature_is_looked_at_before_the_entries()
    {
        // A serial that is listed twice: found only by whoever walks the entries.
        var twice = Authority.Crl(1, "0a", "0b");
        twice[twice.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x02, 0x01, 0x0b]) + 2] = 0x0a;

        Assert.False(Crl.TryParse(twice, out _));
        Assert.Equal(new CrlVerdict.Refused("signature"), CrlReader.Read(twice, Chain, []));
    }

    [Fact]
    public void A_list_of_another_name_or_none_is_refused()
    {
        Assert.Equal(new CrlVerdict.Refused("crl"), CrlReader.Read([1, 2, 3], Chain, []));
        Assert.Equal(new CrlVerdict.Refused("signature"), CrlReader.Read(Authority.Crl(1), [Chain[1]], []));
    }

    private static Crl Held(int number) => Crl.TryParse(Authority.Crl(number), out var list) ? list : throw new InvalidOperationException();
}
