using System.Text.Json;
using Hub.Cryptography;

namespace Hub.Phone.Tests.Vectors;

/// <summary>docs/vectors/decrypt.json: our phone comes to the results that the protocol publishes.</summary>
public sealed class DecryptVectorTests
{
    private static readonly JsonElement File = Read("decrypt");
    private static readonly JsonElement Keys = Read("keys");

    public static TheoryData<string> Cases => new(File.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("name").GetString()!));

    [Theory, MemberData(nameof(Cases))]
    public void The_phone_comes_to_the_published_results(string name)
    {
        var item = File.GetProperty("cases").EnumerateArray().Single(each => each.GetProperty("name").GetString() == name);
        Assert.True(DecryptStatement.TryParse(item.GetProperty("statement").GetBytesFromBase64(), out var statement, out var defect), defect);
        Assert.True(ChallengeId.TryParse(File.GetProperty("challenge").GetString(), out var scanned));
        Assert.True(WireTime.TryParse(File.GetProperty("phoneTime").GetString(), out var now));
        using var keys = new HolderKeys(Key("signKey"), Key("encryptionKey"));
        var own = Own(keys);
        var isRefused = item.TryGetProperty("refused", out _);
        Assert.Equal(isRefused, DecryptChecks.Refuse(statement, scanned, own) is not null);
        if (!isRefused)
            Assert.Equal(item.GetProperty("results").EnumerateArray().Select(result => result.GetRawText()).Select(Compact), DecryptChecks.Open(statement, own, keys, now).Select(Told));
    }

    private static string Compact(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement);

    private static string Told(EnvelopeResult result)
    {
        if (result.Error is not null)
            return JsonSerializer.Serialize(new { envelope = result.Envelope.ToString(), error = result.Error });
        using var openingKey = Key("openingKey");
        var contentKey = new byte[ContentKey.Length];
        Assert.True(openingKey.TryUnseal(result.Sealed, out var joined) && BidContext.TrySplit(joined, contentKey, out _));
        return JsonSerializer.Serialize(new { envelope = result.Envelope.ToString(), contentKey = Convert.ToHexStringLower(contentKey) });
    }

    private static PhoneIdentity Own(HolderKeys keys)
    {
        Assert.True(Anchors.TryParse(File.GetProperty("anchors").GetBytesFromBase64(), out var anchors, out var defect), defect);
        Assert.True(EnterpriseId.TryParse(File.GetProperty("enterprise").GetString(), out var enterprise));
        return new PhoneIdentity(anchors.Hub, enterprise, keys.Sign.PublicKey, keys.Encryption.PublicKey,
            [.. anchors.HubKeys.Select(spki => Sm2PublicKey.TryParse(spki, out var key) ? key : throw new InvalidDataException("hubKeys"))],
            [.. anchors.Roots.Select(der => Sm2Certificate.TryParse(der, out var root) ? root : throw new InvalidDataException("roots"))]);
    }

    private static Sm2PrivateKey Key(string member)
    {
        var name = File.GetProperty(member).GetString();
        return Sm2PrivateKey.FromPkcs8(Keys.GetProperty("keys").EnumerateArray().Single(key => key.GetProperty("name").GetString() == name).GetProperty("pkcs8").GetBytesFromBase64());
    }

    private static JsonElement Read(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Hub.sln")))
            folder = folder.Parent;
        return JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(folder!.FullName, "docs", "vectors", name + ".json"))).RootElement;
    }
}
