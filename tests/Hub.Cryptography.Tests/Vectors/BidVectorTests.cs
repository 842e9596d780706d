using System.Text;
using System.Text.Json;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>The vectors of a bid's way: file, tree, authorship, receipt, decryption and PIN.</summary>
public sealed class BidVectorTests
{
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
