using System.Text;
using System.Text.Json;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>docs/vectors against our code, in both directions: the files are what we write, and we read and refuse what they say.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Names => new(VectorSet.Names);

    public static TheoryData<string> RecordNames => new(VectorRecords.All.Select(record => record.Name));

    [Theory, MemberData(nameof(Names))]
    public void A_published_file_is_what_our_code_writes(string name)
    {
        var text = VectorFile.Layouted(VectorSet.Make(name));
        if (VectorFile.IsWriting)
            File.WriteAllText(VectorFile.PathOf(name), text);
        Assert.True(File.ReadAllText(VectorFile.PathOf(name)) == text, $"docs/vectors/{name}.json is not what the code makes. If the change is meant: HUB_WRITE_VECTORS=1, and say so in the protocol.");
    }

    [Fact]
    public void No_file_is_without_its_maker()
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(VectorFile.PathOf("x"))!, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);
        Assert.Equal(VectorSet.Names.Order(StringComparer.Ordinal), files);
    }

    [Fact]
    public void Every_spelling_is_read_or_refused_as_published()
    {
        foreach (var spelling in VectorFile.Read("encodings").Each("spellings"))
        {
            var text = spelling.Text("text");
            Assert.True(IsRead(spelling.Text("form"), text) == spelling.IsGood(), $"{spelling.Text("form")} {text}");
        }
    }

    private static bool IsRead(string form, string text) => form switch
    {
        "hub" => HubId.TryParse(text, out _),
        "opening" => OpeningId.TryParse(text, out _),
        "envelope" => EnvelopeId.TryParse(text, out _),
        "challenge" => ChallengeId.TryParse(text, out _),
        "platform" => PlatformId.TryParse(text, out _),
        "authority" => AuthorityId.TryParse(text, out _),
        "enterprise" => EnterpriseId.TryParse(text, out _),
        "epoch" => HubEpoch.TryParse(text, out _),
        "lot" => LotId.TryParse(text, out _),
        "keyId" => KeyId.TryParse(text, out _),
        "digest" => Sm3Digest.TryParse(text, out _),
        "time" => WireTime.TryParse(text, out _),
        "bytes" => RecordReader.TryRead(JsonSerializer.SerializeToUtf8Bytes(new { b = text }), 1000, reader => reader.Bytes("b", 0, 100), out _, out _),
        _ => throw new ArgumentException(form),
    };

    [Fact]
    public void Parts_are_joined_after_their_lengths()
    {
        foreach (var join in VectorFile.Read("encodings").Each("joins"))
        {
            byte[][] parts = [.. join.Each("parts").Select(part => Convert.FromHexString(part.GetString()!))];
            Assert.Equal(join.Text("joined"), VectorFile.Hex(LengthPrefixed.Join(parts)));
            Assert.Equal(join.Text("sm3"), Sm3Digest.OfParts(parts).ToString());
        }
    }

    [Fact]
    public void Keys_have_the_published_names()
    {
        var file = VectorFile.Read("keys");
        foreach (var item in file.Each("keys"))
        {
            Assert.True(Sm2PublicKey.TryParse(item.Bytes("spki"), out var key));
            Assert.Equal(item.Text("keyId"), key.KeyId.ToString());
            Assert.Equal(key.KeyId, Sm2PrivateKey.FromPkcs8(item.Bytes("pkcs8")).PublicKey.KeyId);
            Assert.Equal(key.KeyId, Sm2PrivateKey.FromScalar(item.HexOf("scalar")).PublicKey.KeyId);
        }
        Assert.All(file.Each("refused"), item => Assert.False(Sm2PublicKey.TryParse(item.Bytes("spki"), out _), item.Text("why")));
        Assert.True(DevicePublicKey.TryParse(file.GetProperty("deviceKey").Bytes("spki"), out _));
    }

    [Fact]
    public void Certificates_lists_and_requests_are_read()
    {
        foreach (var item in VectorFile.Read("certificates").Each("items"))
        {
            var issuer = VectorKeys.Named(item.Text("issuer")).PublicKey;
            var isSigned = item.Text("form") switch
            {
                "certificate" => Sm2Certificate.TryParse(item.Bytes("der"), out var certificate) && certificate.IsSignedBy(issuer) && certificate.KeyId == VectorKeys.Named(item.Text("key")).PublicKey.KeyId,
                "crl" => Crl.TryParse(item.Bytes("der"), out var crl) && crl.IsSignedBy(issuer),
                "request" => SigningRequest.TryParse(item.Bytes("der"), out var request) && request.PublicKey.KeyId == issuer.KeyId,
                var form => throw new ArgumentException(form),
            };
            Assert.True(isSigned, item.Text("name"));
        }
    }

    [Fact]
    public void Signatures_are_good_or_refused_as_published() =>
        Assert.All(VectorFile.Read("signatures").Each("cases"), item =>
            Assert.True(VectorKeys.Named(item.Text("key")).PublicKey.Verify(item.Bytes("message"), item.Bytes("signature")) == item.IsGood(), item.Text("name")));

    [Fact]
    public void Sealed_keys_open_or_are_refused_as_published() =>
        Assert.All(VectorFile.Read("sealed").Each("cases"), item =>
        {
            Assert.True(VectorKeys.Named(item.Text("key")).TryUnseal(item.Bytes("sealed"), out var plaintext) == item.IsGood(), item.Text("name"));
            if (item.IsGood())
                Assert.Equal(item.Text("plaintext"), VectorFile.Hex(plaintext));
        });

    [Theory, MemberData(nameof(RecordNames))]
    public void A_record_is_read_and_its_variants_are_refused_as_published(string name)
    {
        var item = VectorFile.Read("records").Each("records").Single(record => record.Text("name") == name);
        var record = VectorRecords.All.Single(record => record.Name == name);
        var bytes = item.Bytes("bytes");
        Assert.True(record.Parse(bytes, out var defect), defect);
        Assert.Equal(item.Text("sm3"), Sm3Digest.Of(bytes).ToString());
        if (record.Signer == "device")
            Assert.True(DevicePublicKey.TryParse(VectorDevice.Spki, out var device) && device.Verify(bytes, item.Bytes("signature")));
        else if (record.Signer is { } signer)
            Assert.True(VectorKeys.Named(signer).PublicKey.Verify(bytes, item.Bytes("signature")));
        foreach (var refused in item.Each("refused"))
        {
            byte[] changed = [.. bytes[..refused.GetProperty("from").GetInt32()], .. Encoding.UTF8.GetBytes(refused.Text("put")), .. bytes[refused.GetProperty("to").GetInt32()..]];
            Assert.False(record.Parse(changed, out _), refused.Text("why"));
        }
    }
}
