using System.Security.Cryptography;
using System.Text.Json;
using Hub.Cryptography;
using Hub.EndToEnd.Tests.World;
using Xunit.Abstractions;

namespace Hub.EndToEnd.Tests.Insider;

/// <summary>An insider who reads everything that the hub has: database, journals, backup, logs and the memory of the process.</summary>
public sealed class InsiderTests(ITestOutputHelper output)
{
    private const int Bidders = 4;

    [Fact]
    public async Task After_a_whole_opening_no_content_key_private_key_or_pin_is_in_the_files_a_backup_the_logs_or_the_memory()
    {
        await using var world = await HubWorld.StartAsync();
        var platform = await world.NewPlatformAsync();
        var mark = "Marker-" + RandomNumberGenerator.GetHexString(16);
        var opening = await platform.DescribeAsync(name: mark);
        var needles = new Needles();
        var holders = new List<Holder>();
        for (var i = 0; i < Bidders; i++)
            holders.Add(await Holder.EnrolAsync(world, "Insider " + i, 900 + i, RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 16)));
        var bids = new List<Registered>();
        foreach (var holder in holders)
            bids.Add(await opening.BidAsync(holder));
        _ = await opening.FreezeAndStartAsync();
        foreach (var bid in bids.Skip(1))
            _ = (await bid.Bid.Holder.RespondAsync(bid.Challenge, (await opening.PrepareAsync(bid.Bid.Holder, bid.Challenge)).Response)).Value;
        // One honest phone, with a wrong PIN first: that one is no secret of the hub's either.
        const string wrong = "Wrong-PIN-975311";
        var phone = holders[0].Phone();
        var scanned = (await phone.ScanAsync(await opening.UrlAsync(bids[0].Challenge))).Value;
        Assert.NotNull((await phone.UnlockAsync(scanned, wrong)).Problem);
        using (var unlocked = (await phone.UnlockAsync(scanned, holders[0].PinText)).Value)
            Assert.Equal("approved", (await unlocked.RespondAsync()).Value.State);
        Assert.Equal(Bidders, (await opening.FeedAsync()).Entries.Count);
        var backup = await BackupAsync(world);

        foreach (var bid in bids)
        {
            var holder = bid.Bid.Holder;
            needles.AddSecret("content key", bid.Bid.ContentKey);
            needles.AddSecret("joined content key", BidContext.Join(bid.Bid.ContentKey, BidContext.Of(bid.Bid.HeaderBytes))[4..36]);
            needles.AddSecret("signing key", Scalar(holder.Keys.Sign));
            needles.AddSecret("encryption key", Scalar(holder.Keys.Encryption));
            needles.AddSecret("device key", Scalar(holder.Device));
            needles.AddSecret("device salt", holder.Salt.Export());
            needles.AddText("PIN", holder.PinText);
        }
        needles.AddText("wrong PIN", wrong);
        needles.AddSecret("opening key", Scalar(opening.OpeningKey));
        needles.AddSecret("descriptor key", Scalar(platform.Key));
        foreach (var key in world.Authority.PrivateKeys)
            needles.AddSecret("the CA's key", Scalar(key));

        // What must be found, or the search itself finds nothing.
        var known = new Needles();
        known.AddText("hub", world.Hub.Id.ToString());
        known.AddText("mark", mark);
        var files = FilesOf(world.Hub.Folder).Append(backup).ToList();
        Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
        Assert.Contains(files, file => known.FindInFile(file).Contains("hub UTF-8"));
        var inMemory = known.FindInMemory(world.Hub.ProcessId, out _);
        Assert.Contains("hub UTF-16", inMemory);
        Assert.Contains("mark UTF-16", inMemory);

        foreach (var file in files)
            Assert.True(needles.FindInFile(file).Count == 0, Path.GetFileName(file) + ": " + string.Join(", ", needles.FindInFile(file)));
        Assert.Empty(needles.FindIn(System.Text.Encoding.UTF8.GetBytes(world.Hub.Log)));
        Assert.Empty(needles.FindInMemory(world.Hub.ProcessId, out var searched));
        output.WriteLine($"{files.Count} files and {searched / 1024 / 1024} MiB of memory searched");
    }

    [Fact]
    public async Task Before_the_start_the_files_and_a_backup_link_no_bidder_to_an_opening_and_name_no_envelope_or_challenge()
    {
        await using var world = await HubWorld.StartAsync();
        var opening = await (await world.NewPlatformAsync()).DescribeAsync(TimeSpan.FromHours(1));
        var holders = await world.EnrolAsync(Bidders, enterprise: null);
        var needles = new Needles();
        foreach (var holder in holders)
        {
            var bid = await opening.BidAsync(holder);
            Assert.True(EncryptStatement.TryParse(bid.Sealed.Authorship.Statement, out var statement, out var defect), defect);
            needles.AddText("envelope", bid.Bid.Envelope.ToString());
            needles.AddText("decrypt challenge", bid.Challenge.ToString());
            needles.AddText("encrypt challenge", statement.Challenge.ToString());
            needles.AddText("commitment", bid.Bid.Commitment.ToString());
            needles.AddSecret("bits of the envelope", Convert.FromHexString(bid.Bid.Envelope.ToString()[3..]));
            needles.AddSecret("bits of the decrypt challenge", Convert.FromHexString(bid.Challenge.ToString()[3..]));
            needles.AddSecret("bits of the encrypt challenge", Convert.FromHexString(statement.Challenge.ToString()[3..]));
            needles.AddSecret("bytes of the commitment", Convert.FromHexString(bid.Bid.Commitment.ToString()));
            needles.AddSecret("header", bid.Bid.HeaderBytes[..64]);
            needles.AddSecret("sealed key", bid.Bid.SealedKey[^32..]);
        }
        var backup = await BackupAsync(world);

        // Who has a certificate is no secret; that one of them bid somewhere would be.
        needles.AddText("opening", opening.Id.ToString());
        needles.AddSecret("bits of the opening", Convert.FromHexString(opening.Id.ToString()[3..]));
        var known = new Needles();
        known.AddText("hub", world.Hub.Id.ToString());
        known.AddText("holder", holders[0].SignKeyId.ToString());
        var files = FilesOf(world.Hub.DatabaseFolder).Append(backup).ToList();
        Assert.Equal(["holder UTF-8", "hub UTF-8"], files.SelectMany(known.FindInFile).Distinct().Order());
        foreach (var file in files)
            Assert.True(needles.FindInFile(file).Count == 0, Path.GetFileName(file) + ": " + string.Join(", ", needles.FindInFile(file)));
    }

    // The lock file is empty, and the hub lets nobody open it.
    private static IEnumerable<string> FilesOf(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal));

    private static async Task<string> BackupAsync(HubWorld world)
    {
        var path = Path.Combine(world.Hub.Folder, "backup.db");
        return (await world.AdministerAsync(HttpMethod.Post, "/admin/backup", new { path })).Json.GetProperty("path").GetString()!;
    }

    private static byte[] Scalar(Sm2PrivateKey key)
    {
        var scalar = new byte[Sm2PrivateKey.ScalarLength];
        key.ExportScalar(scalar);
        return scalar;
    }

    private static byte[] Scalar(DeviceKey key)
    {
        using var p256 = ECDsa.Create();
        p256.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
        return p256.ExportParameters(includePrivateParameters: true).D!;
    }
}
