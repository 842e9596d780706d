namespace Hub.Grains.Durability;

/// <summary>Seals what lies on the disk: AES-256-GCM (NIST SP 800-38D) under keys that are derived from a master key outside the database, one a purpose.</summary>
public interface ISealer
{
    /// <summary>Seals. The result is a format version byte, a random nonce, the ciphertext and the tag: 29 bytes longer than the input.</summary>
    /// <param name="purpose">What kind of thing it is: chooses the key. A constant of the program, not data.</param>
    /// <param name="context">Which thing it is (the row's id): bound, so that it cannot be put in another's place.</param>
    /// <param name="plaintext">May be empty.</param>
    byte[] Seal(string purpose, string context, ReadOnlySpan<byte> plaintext);

    /// <summary>Opens what <see cref="Seal"/> made for the same purpose and context.</summary>
    /// <exception cref="UnsealException">It was changed, moved, made under another master key, or is not a sealed thing.</exception>
    byte[] Unseal(string purpose, string context, ReadOnlySpan<byte> sealedBytes);

    /// <summary>16 bytes that find <paramref name="value"/> again and tell nothing about it without the master key (HMAC-SHA-256, cut).</summary>
    byte[] BlindIndex(string purpose, string value);
}

/// <summary>A sealed thing that does not open.</summary>
public sealed class UnsealException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Keys for other parts of the hub, derived from the master key (HKDF, RFC 5869): the same after a restart, different for every purpose.</summary>
public interface IHubKeys
{
    /// <summary>32 bytes; the caller's own copy, to be zeroed when done.</summary>
    /// <param name="purpose">A constant of the program: <c>frames</c>, <c>watch</c>, <c>oprf</c> …</param>
    byte[] Derive(string purpose);
}
