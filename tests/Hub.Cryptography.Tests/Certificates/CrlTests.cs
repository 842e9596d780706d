using System.Numerics;

namespace Hub.Cryptography.Tests;

public sealed class CrlTests
{
    private static readonly CertificateWorld World = new();
    private static readonly byte[] Name = World.Root.Certificate.Subject.Der.ToArray();
    private static readonly byte[] Number = RawCertificate.Extension("551d14", [], [2, 1, 1]);
    private static readonly byte[] Entry = Der.Sequence([2, 1, 1], RawCertificate.Time("260101000000Z"));

    [Fact]
    public void List_reads_back_with_number_times_and_entries()
    {
        var made = CertificateWorld.Crl(World.Authority, 7, null, CertificateWorld.Revoked(World.Pair.Signing, RevocationReason.AffiliationChanged), CertificateWorld.Revoked(World.Pair.Encryption));
        Assert.True(Crl.TryParse(made.Der, out var crl));
        Assert.Equal(7, crl.Number);
        Assert.Equal(CertificateWorld.Now.AddHours(-1), crl.ThisUpdate);
        Assert.Equal(CertificateWorld.Now.AddDays(1), crl.NextUpdate);
        Assert.Equal(2, crl.Count);
        Assert.True(crl.TryFind(World.Pair.Signing.SerialHex, out var entry));
        Assert.Equal(CertificateWorld.Revoked(World.Pair.Signing, RevocationReason.AffiliationChanged), entry);
        Assert.False(crl.TryFind(World.Authority.Certificate.SerialHex, out _));
        Assert.True(crl.IsSignedBy(World.AuthorityKey.PublicKey));
        Assert.False(crl.IsSignedBy(World.RootKey.PublicKey));
    }

    [Fact]
    public void List_without_entries_is_read() => Assert.Equal(0, World.RootCrl.Count);

    [Fact]
    public void Number_may_be_large_and_not_negative()
    {
        var large = (BigInteger.One << 159) - 1;
        Assert.Equal(large, World.Root.SignCrl(large, CertificateWorld.Now, CertificateWorld.Now.AddDays(1), []).Number);
        Assert.Throws<ArgumentException>(() => World.Root.SignCrl(large + 1, CertificateWorld.Now, CertificateWorld.Now.AddDays(1), []));
        Assert.Throws<ArgumentException>(() => World.Root.SignCrl(-1, CertificateWorld.Now, CertificateWorld.Now.AddDays(1), []));
        Assert.Throws<ArgumentException>(() => World.Root.SignCrl(1, CertificateWorld.Now, CertificateWorld.Now, []));
    }

    [Fact]
    public void Hundred_thousand_entries_are_read_and_one_more_is_refused()
    {
        var entries = Enumerable.Range(0, Crl.MaxEntries).Select(i => new CrlEntry($"{i + 0x10000000:x8}", CertificateWorld.Now, RevocationReason.KeyCompromise)).ToList();
        var crl = World.Root.SignCrl(1, CertificateWorld.Now, CertificateWorld.Now.AddDays(1), entries);
        Assert.Equal(Crl.MaxEntries, crl.Count);
        Assert.True(crl.TryFind("1001869f", out _));
        entries.Add(new CrlEntry("20000000", CertificateWorld.Now, RevocationReason.KeyCompromise));
        Assert.Throws<ArgumentException>(() => World.Root.SignCrl(1, CertificateWorld.Now, CertificateWorld.Now.AddDays(1), entries));
    }

    public static TheoryData<string> Defects => [.. Spoilt.Keys];

    private static readonly Dictionary<string, byte[]> Spoilt = new()
    {
        ["version 1"] = Build(version: []),
        ["no next update"] = Build(nextUpdate: []),
        ["empty list of entries"] = Build(entries: [0x30, 0]),
        ["serial twice"] = Build(entries: Der.Sequence(Entry, Entry)),
        ["no extensions"] = Build(extensions: []),
        ["no number"] = Build(extensions: Der.Tlv(0xa0, Der.Sequence(RawCertificate.Extension("2a0301", [], [5, 0])))),
        ["delta list"] = Build(extensions: Der.Tlv(0xa0, Der.Sequence(Number, RawCertificate.Extension("551d1b", [1, 1, 0xff], [2, 1, 1])))),
        ["list of a part"] = Build(extensions: Der.Tlv(0xa0, Der.Sequence(Number, RawCertificate.Extension("551d1c", [1, 1, 0xff], [0x30, 3, 0x81, 1, 0xff])))),
        ["indirect entry"] = Build(entries: Der.Sequence(EntryWith(RawCertificate.Extension("551d1d", [1, 1, 0xff], [0x30, 0])))),
        ["reason of a delta list"] = Build(entries: Der.Sequence(EntryWith(RawCertificate.Extension("551d15", [], [10, 1, 8])))),
        ["reason that does not exist"] = Build(entries: Der.Sequence(EntryWith(RawCertificate.Extension("551d15", [], [10, 1, 7])))),
        ["reason with leftover bytes"] = Build(entries: Der.Sequence(EntryWith(RawCertificate.Extension("551d15", [], [10, 1, 1, 0])))),
        ["entry without a time"] = Build(entries: Der.Sequence(Der.Sequence([2, 1, 1]))),
    };

    [Theory]
    [MemberData(nameof(Defects))]
    public void List_with_a_defect_is_refused(string defect) => Assert.False(Crl.TryParse(Spoilt[defect], out _));

    [Fact]
    public void The_pieces_without_a_defect_are_a_list()
    {
        Assert.True(Crl.TryParse(Build(), out var crl));
        Assert.True(crl.TryFind("01", out var entry));
        Assert.Equal(RevocationReason.Unspecified, entry.Reason);
        Assert.True(Crl.TryParse(Build(entries: Der.Sequence(EntryWith(RawCertificate.Extension("551d15", [], [10, 1, 1])))), out _));
    }

    [Fact]
    public void Leftover_and_missing_bytes_are_refused()
    {
        var der = World.RootCrl.Der.ToArray();
        Assert.False(Crl.TryParse([.. der, 0], out _));
        for (var length = 0; length < der.Length; length++)
            Assert.False(Crl.TryParse(der.AsSpan(0, length), out _));
    }

    [Fact]
    public void List_of_more_than_4_MiB_is_refused() => Assert.False(Crl.TryParse(new byte[Crl.MaxLength + 1], out _));

    private static byte[] EntryWith(byte[] extension) => Der.Sequence([2, 1, 1], RawCertificate.Time("260101000000Z"), Der.Sequence(extension));

    private static byte[] Build(byte[]? version = null, byte[]? nextUpdate = null, byte[]? entries = null, byte[]? extensions = null) =>
        RawCertificate.Frame(Der.Sequence(
            version ?? [2, 1, 1],
            RawCertificate.Sm2WithSm3,
            Name,
            RawCertificate.Time("260301000000Z"),
            nextUpdate ?? RawCertificate.Time("260302000000Z"),
            entries ?? Der.Sequence(Entry),
            extensions ?? Der.Tlv(0xa0, Der.Sequence(Number))));
}
