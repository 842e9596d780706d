using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>Both file ciphers at the lengths where something begins or ends, and what readers refuse.</summary>
internal static class FileVectors
{
    public const int ChunkSize = 4096;
    private const int Stride = ChunkSize + ChunkLayout.TagLength;
    private static readonly int[] Lengths = [0, 1, ChunkSize - 1, ChunkSize, ChunkSize + 1, 3 * ChunkSize];

    public static JsonObject Make() => new()
    {
        ["about"] = "Sections 4.1 and 4.2. Byte i of every plaintext is i mod 251. A refused one is slices [from, to) of the ciphertext of 'length', joined, then bit 0 of the byte at 'flip' turned; one has its own ciphertext.",
        ["envelope"] = VectorNames.Envelope.ToString(),
        ["encKeyId"] = VectorKeys.Encryption.PublicKey.KeyId.ToString(),
        ["chunkSize"] = ChunkSize,
        ["ciphers"] = VectorFile.List(new[] { FileCipherSuite.Sm4Gcm, FileCipherSuite.Aes256Gcm }.Select(suite => new JsonObject
        {
            ["cipher"] = suite.Name,
            ["fileKey"] = VectorFile.Hex(FileKey(suite)),
            ["files"] = VectorFile.List(Lengths.Select(length => File(suite, length))),
            ["refused"] = VectorFile.List([.. Refused(), EmptyLastChunk(suite)]),
        })),
        ["contentKey"] = VectorFile.Hex(VectorBid.ContentKeyOf(VectorNames.Envelope)),
    };

    public static byte[] Plaintext(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];

    public static FileCipher Cipher(FileCipherSuite suite) =>
        new(suite, ContentKey.FromBytes(VectorBid.ContentKeyOf(VectorNames.Envelope)), VectorNames.Envelope.ToString(), VectorKeys.Encryption.PublicKey.KeyId, new ChunkLayout(ChunkSize));

    public static byte[] Encrypt(FileCipherSuite suite, int length)
    {
        using var cipher = Cipher(suite);
        using var target = new MemoryStream();
        cipher.EncryptAsync(new MemoryStream(Plaintext(length)), target).GetAwaiter().GetResult();
        return target.ToArray();
    }

    private static JsonObject File(FileCipherSuite suite, int length)
    {
        var ciphertext = Encrypt(suite, length);
        return new JsonObject { ["length"] = length, ["ciphertext"] = VectorFile.Base64(ciphertext), ["digest"] = Sm3Digest.Of(ciphertext).ToString() };
    }

    private static IEnumerable<JsonNode> Refused()
    {
        const int three = 3 * Stride;
        yield return Edit("a byte altered in the first chunk", 3 * ChunkSize, 7, (0, three));
        yield return Edit("a byte of the last tag altered", 3 * ChunkSize, three - 1, (0, three));
        yield return Edit("the last chunk missing", 3 * ChunkSize, null, (0, 2 * Stride));
        yield return Edit("cut inside a chunk", 3 * ChunkSize, null, (0, three - 5));
        yield return Edit("shorter than a tag", 1, null, (0, 15));
        yield return Edit("nothing", 0, null);
        yield return Edit("two chunks exchanged", 3 * ChunkSize, null, (Stride, 2 * Stride), (0, Stride), (2 * Stride, three));
        yield return Edit("a chunk twice", 3 * ChunkSize, null, (0, Stride), (0, Stride), (2 * Stride, three));
        yield return Edit("something after the last chunk", 3 * ChunkSize, null, (0, three), (0, 17));
        yield return Edit("a byte after the last chunk", 1, null, (0, 17), (0, 1));
        yield return Edit("the last chunk alone", 3 * ChunkSize, null, (2 * Stride, three));
    }

    private static JsonObject Edit(string why, int length, int? flip, params (int From, int To)[] slices)
    {
        var edit = new JsonObject { ["why"] = why, ["length"] = length, ["slices"] = VectorFile.List(slices.Select(slice => new JsonArray(slice.From, slice.To))) };
        if (flip is not null)
            edit["flip"] = flip;
        return edit;
    }

    // Authentic, and refused all the same: one plaintext has one ciphertext.
    private static JsonObject EmptyLastChunk(FileCipherSuite suite)
    {
        using var aead = ChunkAead.Create(suite, FileKey(suite));
        var file = new byte[Stride + ChunkLayout.TagLength];
        aead.Encrypt(new byte[ChunkAead.NonceLength], Plaintext(ChunkSize), file.AsSpan(0, Stride));
        aead.Encrypt([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1], [], file.AsSpan(Stride));
        return new JsonObject { ["why"] = "an empty last chunk after another", ["ciphertext"] = VectorFile.Base64(file) };
    }

    private static byte[] FileKey(FileCipherSuite suite)
    {
        var info = LengthPrefixed.Join("bid-file/1"u8.ToArray(), Encoding.ASCII.GetBytes(suite.Name), Encoding.ASCII.GetBytes(VectorNames.Envelope.ToString()), Encoding.ASCII.GetBytes(VectorKeys.Encryption.PublicKey.KeyId.ToString()));
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, VectorBid.ContentKeyOf(VectorNames.Envelope), suite == FileCipherSuite.Sm4Gcm ? 16 : 32, salt: [], info);
    }
}
