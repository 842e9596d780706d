using Hub.Cryptography;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.HubCalls;

/// <summary>Whoever is on the way of a list brings what he likes: what the CA signed is kept, and nothing else.</summary>
public sealed class CrlShelfTests : IDisposable
{
    private readonly PlatformForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Fact]
    public async Task List_that_no_ca_of_the_anchors_signed_takes_nobody_s_place_and_is_gone_after_a_restart()
    {
        Assert.Equal(1, await NumberAsync());
        _forge.List = PlatformForge.SignForeignList();
        Assert.Equal(1, await NumberAsync());
        using var restarted = _forge.RestartCrls();
        Assert.Equal(1, Assert.Single(await restarted.GetAsync([], CancellationToken.None)).Number);
    }

    [Fact]
    public async Task Older_list_of_the_ca_does_not_take_the_newer_one_s_place()
    {
        _forge.List = _forge.SignList(7, PlatformForge.Now.AddDays(1));
        Assert.Equal(7, await NumberAsync());
        _forge.List = _forge.SignList(6, PlatformForge.Now.AddDays(2));
        Assert.Equal(7, await NumberAsync());
        _forge.List = _forge.SignList(8, PlatformForge.Now.AddDays(1));
        Assert.Equal(8, await NumberAsync());
    }

    [Fact]
    public async Task Page_that_is_no_list_leaves_the_last_one()
    {
        Assert.Equal(1, await NumberAsync());
        _forge.List = "<html>"u8.ToArray();
        Assert.Equal(1, await NumberAsync());
    }

    [Fact]
    public async Task Foreign_ca_that_comes_with_a_certificate_of_its_own_has_no_place()
    {
        using var key = Sm2PrivateKey.Generate();
        var foreign = CertificateIssuer.CreateRoot(key, CertificateSubject.Create("Root"), new CertificateValidity(PlatformForge.Now.AddYears(-1), PlatformForge.Now.AddYears(1)));
        _forge.List = foreign.SignCrl(1, PlatformForge.Now.AddDays(-1), PlatformForge.Now.AddDays(1), []).Der.ToArray();
        Assert.Empty(await _forge.Crls.GetAsync([foreign.Certificate], CancellationToken.None));
    }

    [Fact]
    public async Task List_of_a_ca_below_the_anchors_is_kept_once_its_certificate_is_shown_and_beside_the_anchor_s()
    {
        Assert.Equal(1, await NumberAsync());
        using var key = Sm2PrivateKey.Generate();
        var issuing = _forge.IssueAuthority(key);
        _forge.List = new CertificateIssuer(key, issuing).SignCrl(3, PlatformForge.Now.AddDays(-1), PlatformForge.Now.AddDays(1), []).Der.ToArray();
        Assert.Equal(1, await NumberAsync());
        var lists = await _forge.Crls.GetAsync([issuing], CancellationToken.None);
        Assert.Equal([1, 3], lists.Select(list => (int)list.Number).Order());
    }

    [Fact]
    public async Task Address_that_does_not_answer_keeps_no_other_list_waiting()
    {
        _forge.SetLists("http://ca.example.test/silent.crl", "http://ca.example.test/root.crl");
        using var asked = new SemaphoreSlim(0);
        var silence = new TaskCompletionSource();
        _forge.OnList = async path =>
        {
            asked.Release();
            if (path == "/silent.crl")
                await silence.Task;
        };
        var lists = _forge.Crls.GetAsync([], CancellationToken.None);
        for (var i = 0; i < 2; i++)
            Assert.True(await asked.WaitAsync(TimeSpan.FromSeconds(4)), "An address was not asked while another one kept silent.");
        silence.SetResult();
        Assert.Single(await lists);
    }

    [Fact]
    public async Task List_of_the_ca_that_is_asked_about_comes_first_however_many_newer_ones_there_are()
    {
        using var key = Sm2PrivateKey.Generate();
        var asked = _forge.IssueAuthority(key);
        await KeepAsync(key, asked, PlatformForge.Now.AddDays(-3));
        for (var i = 0; i < CertificatePath.MaxCrls; i++)
        {
            using var other = Sm2PrivateKey.Generate();
            await KeepAsync(other, _forge.IssueAuthority(other), PlatformForge.Now.AddDays(-1));
        }
        _forge.List = _forge.SignList(1, PlatformForge.Now.AddDays(1));
        _forge.Clock.Advance(TimeSpan.FromSeconds(10));
        var lists = await _forge.Crls.GetAsync([asked], CancellationToken.None);
        Assert.Equal(CertificatePath.MaxCrls, lists.Count);
        Assert.Contains(lists, list => list.IsSignedBy(asked.PublicKey));
        // Its own issuer's too, which is an anchor.
        Assert.Contains(lists, list => list.Number == 1);

        async Task KeepAsync(Sm2PrivateKey signer, Sm2Certificate authority, DateTimeOffset made)
        {
            _forge.List = new CertificateIssuer(signer, authority).SignCrl(7, made, PlatformForge.Now.AddDays(1), []).Der.ToArray();
            _forge.Clock.Advance(TimeSpan.FromSeconds(10));
            await _forge.Crls.GetAsync([authority], CancellationToken.None);
        }
    }

    private async Task<int> NumberAsync()
    {
        _forge.Clock.Advance(TimeSpan.FromSeconds(10));
        return (int)Assert.Single(await _forge.Crls.GetAsync([], CancellationToken.None)).Number;
    }
}
