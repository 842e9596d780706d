using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;
using Hub.Grains.Durability;
using Hub.Silo.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Silo.Tests.Storage.Kill;

public sealed class KillTests
{
    [Fact]
    public async Task A_hub_killed_while_it_writes_has_everything_it_acknowledged()
    {
        using var folder = new TempFolder();
        var acknowledged = new Dictionary<string, long>();
        for (var round = 0; round < 3; round++)
        {
            foreach (var (name, number) in await KillAfterAsync(folder.Path, RandomNumberGenerator.GetInt32(200, 3_000)))
                acknowledged.Add(name, number);
            await using var storage = SqliteStorage.Open(
                new SqliteStorageOptions { DatabasePath = folder["db/hub.db"], MasterKeyPath = folder["keys/master.key"] },
                new Lazy<IReceiptSigner?>(), TimeProvider.System, NullLogger.Instance);
            // The mark never runs ahead of what is committed.
            Assert.Equal(0, storage.Identity.RestoreCount);
            var feed = await FeedAsync(storage);
            Assert.Equal(Enumerable.Range(1, feed.Count).Select(n => (long)n), feed.Select(entry => entry.Number));
            var stored = feed.ToDictionary(entry => entry.ChallengeId, entry => entry.Number);
            foreach (var (name, number) in acknowledged)
            {
                Assert.True(stored.TryGetValue(name, out var found), $"{name} was acknowledged and is gone");
                Assert.Equal(number, found);
            }
            foreach (var name in acknowledged.Keys.Take(200))
            {
                var receipt = await storage.Receipts.FindAsync(MerkleTree.LeafHash(Encoding.UTF8.GetBytes(name)));
                Assert.True(MerkleTree.VerifyInclusion(
                    MerkleTree.LeafHash(receipt!.Leaf), receipt.Index, receipt.Size, Array.ConvertAll(receipt.Path, step => Sm3Digest.FromBytes(step)), Sm3Digest.FromBytes(receipt.Batch)));
            }
        }
        Assert.True(acknowledged.Count >= 600, $"only {acknowledged.Count} writes were acknowledged: the test tested little");
    }

    private static async Task<List<(string Name, long Number)>> KillAfterAsync(string folder, int lines)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(KillTests).Assembly.Location, "write", folder]) { RedirectStandardOutput = true })!;
        var output = new StringBuilder();
        var buffer = new char[4096];
        var seen = 0;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            int count;
            while ((count = await process.StandardOutput.ReadAsync(buffer, patience.Token)) > 0)
            {
                output.Append(buffer, 0, count);
                seen += buffer.AsSpan(0, count).Count('\n');
                if (seen >= lines)
                    process.Kill();
            }
        }
        finally
        {
            process.Kill();
        }
        await process.WaitForExitAsync(patience.Token);
        Assert.True(seen >= lines, "the writer ended by itself");
        // What follows the last line break was cut short by the kill.
        return [.. output.ToString().Split('\n')[..^1].Select(line => line.Split(' ')).Select(parts => (parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture)))];
    }

    private static async Task<List<NumberedEntry>> FeedAsync(SqliteStorage storage)
    {
        var all = new List<NumberedEntry>();
        while (true)
        {
            var page = await storage.Feed.ReadAsync("op-1", all.Count, IFeedReader.MaxEntries);
            if (page.Entries.Count == 0)
                return all;
            all.AddRange(page.Entries);
        }
    }
}
