using System.Runtime.Versioning;
using System.Text;
using Hub.Grains.Durability;
using Hub.Silo.Storage.Migrations;
using Hub.Silo.Storage.Sealing;

namespace Hub.Silo.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class SealingTests
{
    [Fact]
    public async Task The_files_tell_nobody_who_takes_part_in_what()
    {
        using var signer = new TestSigner();
        await using var store = new TestStore(signer: signer);
        string[] secrets = ["op-vienna", "ev-rome", "ch-paris", "en-91650100MA7A", "statement-london", "entry-lisbon", "tile-madrid", "header-berlin", "leaf-athens", "kind-oslo", "detail-riga"];
        await store.Open.AtomicWrite.WriteAsync(
            () => store.MustWriteAsync("ch-paris", null, "statement-london of en-91650100MA7A"),
            new FeedEntry("op-vienna", "ch-paris", "entry-lisbon"u8.ToArray()),
            new EnvelopeRow("op-vienna", "ev-rome", "ch-paris", "header-berlin"u8.ToArray()),
            new BoardRow("op-vienna", "ch-paris", "tile-madrid"u8.ToArray()),
            new ReceiptRequest("leaf-athens"u8.ToArray()),
            new CertificateRow("key-public", "enc", "CN=CA", "01", "en-public", "active", DateTimeOffset.UnixEpoch));
        store.Open.Events.Append(new EventEntry(DateTimeOffset.UnixEpoch, "kind-oslo", "ch-paris", "detail-riga"u8.ToArray()));
        await store.Open.Backup.ToFileAsync(Path.Combine(store.Folder, "backup.db"));
        var running = Files(store);
        await store.ReopenAsync();
        foreach (var (name, content) in running.Concat(Files(store)))
        {
            foreach (var secret in secrets)
                Assert.False(Contains(content, secret), $"{name} holds {secret} in clear");
        }
        // That the search finds anything at all: certificates are public.
        Assert.Contains(running, file => Contains(file.Content, "key-public"));
        Assert.Single(await store.Open.EventReader.OfSubjectAsync("ch-paris", 0, 10));
    }

    [Fact]
    public async Task A_payload_put_into_another_row_does_not_open()
    {
        await using var store = new TestStore();
        await store.WriteAsync("ch-1", null, "one");
        await store.WriteAsync("ch-2", null, "two");
        store.Sql("UPDATE grain_state SET payload = (SELECT payload FROM grain_state ORDER BY rowid LIMIT 1)");
        Assert.Equal(("one", 1), await store.ReadAsync("ch-1"));
        await Assert.ThrowsAsync<UnsealException>(() => store.ReadAsync("ch-2"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(-1)]
    public void A_changed_byte_anywhere_does_not_open(int position)
    {
        using var folder = new TempFolder();
        using var sealer = new Sealer(MasterKey.Create(folder["k"]));
        var bytes = sealer.Seal("thing", "one", "content"u8);
        bytes[position < 0 ? bytes.Length + position : position] ^= 1;
        Assert.Throws<UnsealException>(() => sealer.Unseal("thing", "one", bytes));
    }

    [Fact]
    public void What_is_sealed_opens_for_its_own_purpose_and_context_only()
    {
        using var folder = new TempFolder();
        using var sealer = new Sealer(MasterKey.Create(folder["k"]));
        var bytes = sealer.Seal("thing", "one", "content"u8);
        Assert.Equal("content"u8.ToArray(), sealer.Unseal("thing", "one", bytes));
        Assert.Throws<UnsealException>(() => sealer.Unseal("other", "one", bytes));
        Assert.Throws<UnsealException>(() => sealer.Unseal("thing", "two", bytes));
        Assert.Throws<UnsealException>(() => sealer.Unseal("thing", "one", bytes.AsSpan(0, 28)));
        Assert.NotEqual(bytes, sealer.Seal("thing", "one", "content"u8));
        Assert.Empty(sealer.Unseal("thing", "one", sealer.Seal("thing", "one", [])));
    }

    [Fact]
    public void No_nonce_comes_twice_on_any_thread()
    {
        using var folder = new TempFolder();
        using var sealer = new Sealer(MasterKey.Create(folder["k"]));
        var nonces = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, 5_000, _ => nonces.Add(Convert.ToHexStringLower(sealer.Seal("thing", "one", []).AsSpan(1, 12))));
        Assert.Equal(5_000, nonces.Distinct().Count());
    }

    [Fact]
    public void Keys_and_indexes_are_the_same_after_a_restart_and_differ_by_purpose()
    {
        using var folder = new TempFolder();
        using var made = MasterKey.Create(folder["k"]);
        using var read = MasterKey.Read(folder["k"]);
        using Sealer before = new(made), after = new(read);
        Assert.Equal(before.Derive("frames"), after.Derive("frames"));
        Assert.NotEqual(before.Derive("frames"), before.Derive("watch"));
        Assert.Equal(16, before.BlindIndex("opening", "op-1").Length);
        Assert.Equal(before.BlindIndex("opening", "op-1"), after.BlindIndex("opening", "op-1"));
        Assert.NotEqual(before.BlindIndex("opening", "op-1"), before.BlindIndex("envelope", "op-1"));
        Assert.Equal("content"u8.ToArray(), after.Unseal("thing", "one", before.Seal("thing", "one", "content"u8)));
        Assert.Equal("***", made.ToString());
    }

    [Fact]
    public async Task The_master_key_is_its_owners_only()
    {
        await using var store = new TestStore();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Database));
        Assert.Matches("^[0-9a-f]{64}\n$", await File.ReadAllTextAsync(store.Key));
        await store.Open.StopAsync();
        File.SetUnixFileMode(store.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Throws<InvalidDataException>(store.OpenStorage);
    }

    [Fact]
    public async Task A_database_whose_master_key_is_missing_is_refused_and_no_new_key_is_made()
    {
        await using var store = new TestStore();
        await store.Open.StopAsync();
        File.Move(store.Key, store.Key + ".away");
        Assert.Throws<InvalidDataException>(store.OpenStorage);
        Assert.False(File.Exists(store.Key));
    }

    [Fact]
    public async Task A_database_whose_tombstones_are_missing_is_refused_and_no_empty_file_is_made()
    {
        await using var store = new TestStore();
        await store.Open.StopAsync();
        File.Delete(store.Key + ".tombstones");
        var refusal = Assert.Throws<InvalidDataException>(store.OpenStorage);
        Assert.Contains("erased for ever", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(store.Key + ".tombstones"));
    }

    [Fact]
    public async Task A_database_of_another_master_key_is_refused()
    {
        await using var store = new TestStore();
        await store.Open.StopAsync();
        File.Delete(store.Key);
        MasterKey.Create(store.Key).Dispose();
        Assert.Throws<SchemaException>(store.OpenStorage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000000")]
    public void A_master_key_file_of_another_form_is_refused(string text)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["k"], text);
        File.SetUnixFileMode(folder["k"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Throws<InvalidDataException>(() => MasterKey.Read(folder["k"]));
    }

    private static List<(string Name, byte[] Content)> Files(TestStore store) =>
        [.. Directory.GetFiles(store.Folder, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Select(path => (path, Read(path)))];

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }

    private static bool Contains(byte[] content, string text) => content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
