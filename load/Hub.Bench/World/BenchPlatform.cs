using Hub.Bench.House;
using Hub.Cryptography;

namespace Hub.Bench.World;

/// <summary>A trading platform (交易平台): its key, its certificate, its credentials at the hub.</summary>
internal sealed class BenchPlatform : IDisposable
{
    private readonly Sm2PrivateKey _key = Sm2PrivateKey.Generate();

    private BenchPlatform(PlatformId id) => Id = id;

    public PlatformId Id { get; }

    public KeyId KeyId => _key.PublicKey.KeyId;

    /// <summary>What stands behind <c>Bearer</c>; the hub allows five, and each has a budget of its own.</summary>
    public IReadOnlyList<string> Credentials { get; private set; } = [];

    /// <summary>The hub's API, with the first of them.</summary>
    public JsonLine Line { get; private set; } = null!;

    public static async Task<BenchPlatform> RegisterAsync(HubHouse house, string id, int credentials, CancellationToken cancellation)
    {
        var platform = new BenchPlatform(PlatformId.TryParse(id, out var parsed) ? parsed : throw new BenchFailedException($"{id} is no platform id"));
        await house.Operator.PostAsync("/admin/platforms", new { id, name = NameOf(id), chain = house.Authority.CertifyPlatform(platform._key, NameOf(id)) }, cancellation);
        var made = new List<string>();
        for (var i = 0; i < credentials; i++)
        {
            var credential = await house.Operator.PostAsync($"/admin/platforms/{id}/credentials", new { label = $"bench-{i}" }, cancellation);
            made.Add(credential.GetProperty("credential").GetString()!);
        }
        platform.Credentials = made;
        platform.Line = new JsonLine(house.Http, house.Api, made[0]);
        return platform;
    }

    public static string NameOf(string id) => "Bench platform " + id;

    public byte[] Sign(byte[] record) => new SignedRecord(record, _key.Sign(record)).Encode();

    public void Dispose() => _key.Dispose();
}
