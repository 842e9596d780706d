using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;

namespace Hub.Grains.Qr;

/// <summary>
/// N, which binds a PIN try to one challenge and one certificate: HMAC-SHA-256 over <c>n</c> ‖ challenge ‖ signKeyId, 32 bytes. Handed out by a scan that was allowed, never
/// stored, and the same after a restart. Whoever has it has scanned.
/// </summary>
public sealed class PinNonce(QrKeys keys)
{
    /// <summary>Bytes of N.</summary>
    public const int Length = 32;

    private static readonly byte[] Label = "n"u8.ToArray();

    /// <summary>N of this challenge for this certificate.</summary>
    public byte[] Of(ChallengeId challenge, KeyId signKeyId) =>
        keys.Nonce(LengthPrefixed.Join(Label, Encoding.ASCII.GetBytes(challenge.ToString()), Encoding.ASCII.GetBytes(signKeyId.ToString())));

    /// <summary>Whether <paramref name="nonce"/> is N of this challenge and certificate; in constant time.</summary>
    public bool Verify(ChallengeId challenge, KeyId signKeyId, ReadOnlySpan<byte> nonce) => CryptographicOperations.FixedTimeEquals(Of(challenge, signKeyId), nonce);
}
