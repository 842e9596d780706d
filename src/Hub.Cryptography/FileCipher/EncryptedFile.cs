namespace Hub.Cryptography;

/// <summary>What the header of an envelope says of a ciphertext. There is no digest of the plaintext: it would let a guess be tested.</summary>
/// <param name="PlaintextLength">Bytes read.</param>
/// <param name="CiphertextLength">Bytes written.</param>
/// <param name="CiphertextDigest">SM3 of the bytes written.</param>
public sealed record EncryptedFile(long PlaintextLength, long CiphertextLength, Sm3Digest CiphertextDigest);
