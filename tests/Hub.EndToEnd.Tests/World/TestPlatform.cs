using System.Text.Json;
using Hub.Cryptography;

namespace Hub.EndToEnd.Tests.World;

/// <summary>A trading platform that speaks the hub's API (protocol 7.1) and signs its own records.</summary>
internal sealed class TestPlatform(HubWorld world, PlatformId id)
{
    public HubWorld World { get; } = world;

    public PlatformId Id { get; } = id;

    public Sm2PrivateKey Key { get; private set; } = Sm2PrivateKey.Generate();

    public string Credential { get; set; } = "";

    public IReadOnlyList<byte[]> Chain => [World.Authority.IssuePlatform(Key).Der.ToArray(), .. World.Authority.Chain.Take(1)];

    public Task<CallAnswer> GetAsync(string path) => World.Line.GetAsync(new Uri(World.Hub.Api, path), Credential);

    public Task<CallAnswer> PostAsync(string path, byte[] body, string? key = null) => World.Line.PostAsync(new Uri(World.Hub.Api, path), body, Credential, key);

    public Task<CallAnswer> PostAsync(string path, object body, string? key = null) => PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body), key);

    public Task<CallAnswer> PostSignedAsync(string path, byte[] record) => PostAsync(path, Sign(record).Encode());

    public SignedRecord Sign(byte[] record) => new(record, Key.Sign(record));

    /// <summary>A successor takes over from the key in force.</summary>
    public async Task SucceedAsync()
    {
        var next = Sm2PrivateKey.Generate();
        var record = new Succession(World.Hub.Id, Id, Key.PublicKey.Spki.ToArray(), World.Authority.IssuePlatform(next).Der.ToArray(), WireTime.Cut(DateTimeOffset.UtcNow)).Encode();
        Assert.Equal(204, (await PostSignedAsync("/api/succession", record)).Status);
        Key = next;
    }

    /// <summary>An opening whose deadline is so long ahead; decryption starts with it, unless told otherwise.</summary>
    public async Task<TestOpening> DescribeAsync(
        TimeSpan? untilDeadline = null, string start = OpeningStart.Clock, TimeSpan? untilStart = null, TimeSpan? margin = null, string name = "Proof 证明", int windowSeconds = 600)
    {
        var until = untilDeadline ?? TimeSpan.FromSeconds(5);
        var opening = new TestOpening(this, WireTime.Cut(DateTimeOffset.UtcNow + until), untilStart ?? until, start)
        {
            Margin = margin ?? TimeSpan.FromSeconds(3),
            Name = name,
            WindowSeconds = windowSeconds,
        };
        _ = (await opening.DescribeAsync()).Value;
        return opening;
    }
}
