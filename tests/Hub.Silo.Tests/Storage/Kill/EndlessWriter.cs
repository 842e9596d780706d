using System.Globalization;
using System.Text;
using Hub.Cryptography;
using Hub.Grains.Durability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hub.Silo.Tests.Storage.Kill;

/// <summary>The process that is killed: grains write as fast as they can, with feed and receipt, and each acknowledgement is a line on stdout.</summary>
internal static class EndlessWriter
{
    public static async Task<int> RunAsync(string folder)
    {
        using var host = TestSilo.Build(folder, new DigestSigner());
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        // Another round must not take the names of the rounds before.
        var round = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
        await using var output = Console.OpenStandardOutput();
        // If nobody kills it, it ends by itself.
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async worker =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"note-{round}-{worker}-{i}");
                var result = await grains.GetGrain<INoteGrain>(name).WriteAtomicAsync(name, "op-1", Encoding.UTF8.GetBytes(name));
                lock (output)
                    output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {result.FeedNumber}\n")));
            }
        }));
        return 0;
    }

    private sealed class DigestSigner : IReceiptSigner
    {
        public byte[] BatchRecord(long batch, int size, Sm3Digest root, DateTimeOffset at) => root.ToArray();

        public byte[] Sign(byte[] record) => Sm3Digest.Of(record).ToArray();
    }
}
