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

    [Fact]
    public async Task Files_open_or_are_refused_as_published()
    {
        foreach (var cipher in VectorFile.Read("files").Each("ciphers"))
        {
            Assert.True(FileCipherSuite.TryParse(cipher.Text("cipher"), out var suite));
            var files = cipher.Each("files").ToDictionary(file => file.GetProperty("length").GetInt32());
            foreach (var (length, file) in files)
            {
                Assert.Equal(FileVectors.Plaintext(length), await Open(suite, file.Bytes("ciphertext")));
                Assert.Equal(file.Text("digest"), Sm3Digest.Of(file.Bytes("ciphertext")).ToString());
            }
            foreach (var refused in cipher.Each("refused"))
                Assert.True(await Open(suite, Edited(refused, files)) is null, refused.Text("why"));
        }
    }

    private static byte[] Edited(JsonElement refused, Dictionary<int, JsonElement> files)
    {
        if (refused.TryGetProperty("ciphertext", out _))
            return refused.Bytes("ciphertext");
        var whole = files[refused.GetProperty("length").GetInt32()].Bytes("ciphertext");
        byte[] edited = [.. refused.Each("slices").SelectMany(slice => whole[slice[0].GetInt32()..slice[1].GetInt32()])];
        if (refused.TryGetProperty("flip", out var flip))
            edited[flip.GetInt32()] ^= 1;
        return edited;
    }

    private static async Task<byte[]?> Open(FileCipherSuite suite, byte[] ciphertext)
    {
        using var cipher = FileVectors.Cipher(suite);
        using var target = new MemoryStream();
        return await cipher.DecryptAsync(new MemoryStream(ciphertext), target) is FileOpening.Opened ? target.ToArray() : null;
    }

    [Fact]
    public void Paths_lead_to_the_root_or_are_refused_as_published()
    {
        var file = VectorFile.Read("merkle");
        foreach (var tree in file.Each("trees"))
        {
            var index = 0;
            foreach (var path in tree.Each("paths"))
                Assert.True(MerkleTree.VerifyInclusion(Leaf("leaf " + index), index++, tree.GetProperty("size").GetInt32(), Digests(path), Sm3Digest.Parse(tree.Text("root"))));
        }
        foreach (var refused in file.Each("refused"))
        {
            Assert.False(MerkleTree.VerifyInclusion(Leaf(refused.Text("leaf")), refused.GetProperty("index").GetInt32(), refused.GetProperty("size").GetInt32(),
                Digests(refused.GetProperty("path")), Sm3Digest.Parse(refused.Text("root"))), refused.Text("why"));
        }

        static Sm3Digest Leaf(string text) => MerkleTree.LeafHash(Encoding.UTF8.GetBytes(text));
        static Sm3Digest[] Digests(JsonElement path) => [.. path.EnumerateArray().Select(step => Sm3Digest.Parse(step.GetString()!))];
    }

    [Fact]
    public void Authorship_covers_the_bid_as_published()
    {
        var file = VectorFile.Read("bid");
        var header = file.Bytes("header");
        Assert.Equal(file.Text("context"), BidContext.Of(header).ToString());
        Assert.Equal(file.Text("commitment"), BidContext.Commit(BidContext.Of(header), file.HexOf("contentKey")).ToString());
        Assert.True(VectorKeys.Encryption.TryUnseal(file.Bytes("sealedKey"), out var joined));
        Assert.Equal(file.Text("joined"), VectorFile.Hex(joined));
        Assert.True(Covers(file.GetProperty("authorship"), out var defect), defect);
        Assert.All(file.Each("refused"), item => Assert.False(Covers(item.GetProperty("authorship"), out _), item.Text("why")));

        bool Covers(JsonElement item, out string defect) => new Authorship(item.Bytes("statement"), item.Bytes("response"), item.Bytes("signature"))
            .Covers(header, Sm3Digest.Parse(file.Text("commitment")), Sm3Digest.Parse(file.Text("sealedKeyDigest")), VectorKeys.Sign.PublicKey, out defect);
    }

    [Fact]
    public void Receipts_are_good_or_refused_as_published()
    {
        var file = VectorFile.Read("receipts");
        Assert.All(file.Each("good"), item => Assert.True(IsGood(item, out var defect), defect));
        Assert.All(file.Each("refused"), item => Assert.False(IsGood(item.GetProperty("receipt"), out _), item.Text("why")));

        static bool IsGood(JsonElement item, out string defect) =>
            Receipt.TryParse(Encoding.UTF8.GetBytes(item.GetRawText()), out var receipt, out defect) && receipt.TryVerify(VectorNames.Hub, [VectorKeys.Hub.PublicKey], out _, out defect);
    }

    [Fact]
    public void Decrypt_statements_parse_and_every_error_word_has_one()
    {
        var file = VectorFile.Read("decrypt");
        var words = file.Each("cases").Where(item => item.TryGetProperty("results", out _)).SelectMany(item => item.Each("results"))
            .Where(result => result.TryGetProperty("error", out _)).Select(result => result.Text("error")).Distinct();
        Assert.Equal(EnvelopeError.All.Order(StringComparer.Ordinal), words.Order(StringComparer.Ordinal));
        Assert.All(file.Each("cases"), item => Assert.True(DecryptStatement.TryParse(item.Bytes("statement"), out _, out var defect), $"{item.Text("name")}: {defect}"));
    }

    [Fact]
    public void The_published_answer_opens_under_the_opening_key()
    {
        var file = VectorFile.Read("decrypt");
        var answer = file.GetProperty("answer");
        Assert.True(VectorKeys.Sign.PublicKey.Verify(answer.Bytes("response"), answer.Bytes("signature")));
        Assert.True(ResponseRecord.TryParse(answer.Bytes("response"), out var response, out _));
        var expected = file.Each("cases").Single(item => item.Text("name") == answer.Text("case")).Each("results").ToList();
        Assert.Equal(expected.Select(result => result.Text("envelope")), response.Results.Select(result => result.Envelope.ToString()));
        foreach (var (result, wanted) in response.Results.Zip(expected))
        {
            var contentKey = new byte[ContentKey.Length];
            Assert.True(VectorKeys.Opening.TryUnseal(result.Sealed, out var joined) && BidContext.TrySplit(joined, contentKey, out _));
            Assert.Equal(wanted.Text("contentKey"), VectorFile.Hex(contentKey));
        }
    }

    [Fact]
    public void The_pin_opens_the_published_blob()
    {
        var file = VectorFile.Read("pin");
        Assert.True(OprfElement.TryParse(file.HexOf("publicKey"), out var publicKey));
        Assert.True(OprfElement.TryParse(file.HexOf("blinded"), out var blinded));
        Assert.True(OprfElement.TryParse(file.HexOf("evaluated"), out var evaluated));
        Assert.True(DleqProof.TryParse(file.HexOf("proof"), out var proof));
        Assert.True(OprfClient.VerifyProof(publicKey, blinded, evaluated, proof));
        Assert.Equal(evaluated, OprfServerKey.FromBytes(file.HexOf("hubKey")).Evaluate(blinded));
        var output = OprfClient.Finalize(file.HexOf("x"), BlindScalar.From(file.HexOf("blind")), evaluated);
        Assert.Equal(file.Text("output"), VectorFile.Hex(output));
        Assert.True(DeviceSalt.TryParse(file.HexOf("ds"), out var salt));
        Assert.True(KeyId.TryParse(file.Text("signKeyId"), out var keyId));
        using var wk = PinKey.Derive(output, file.HexOf("x"), salt, new PinContext(file.Text("hub"), keyId, file.GetProperty("version").GetInt32()));
        Assert.Equal(file.Text("wk"), VectorFile.Hex(wk.Bytes));
        Assert.True(PinBlob.TryOpen(wk, publicKey, file.HexOf("blob"), out var keys));
        Assert.Equal(VectorKeys.Encryption.PublicKey.KeyId, keys.Encryption.PublicKey.KeyId);
        Assert.All(file.Each("refused"), item => Assert.False(PinBlob.TryOpen(wk, publicKey, item.HexOf("blob"), out _), item.Text("why")));
        Assert.All(file.Each("refusedElements"), item => Assert.False(OprfElement.TryParse(item.HexOf("element"), out _), item.Text("why")));
        Assert.All(file.Each("refusedProofs"), item =>
            Assert.False(DleqProof.TryParse(item.HexOf("proof"), out var other) && OprfClient.VerifyProof(publicKey, blinded, evaluated, other), item.Text("why")));
    }
}
