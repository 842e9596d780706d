namespace Hub.Cryptography;

/// <summary>
/// The phone's side of the verifiable oblivious pseudo-random function VOPRF(P-256, SHA-256), RFC 9497 mode 0x01: it learns F(k, input)
/// and the server learns nothing about the input.
/// </summary>
/// <remarks>
/// The blinding and un-blinding multiplications follow a fixed pattern; hashing to the curve and inverting the blind do not
/// (see <see cref="OprfServerKey"/> for the same on the hub).
/// </remarks>
public static class OprfClient
{
    /// <summary>The length of the output in bytes.</summary>
    public const int OutputLength = 32;

    /// <summary>Blind, RFC 9497 §3.3.2.</summary>
    /// <param name="input">The secret input, at most 65,535 bytes.</param>
    /// <returns>The blind, to be kept until <see cref="Finalize"/> and then disposed of, and the blinded element B for the server.</returns>
    public static (BlindScalar Secret, OprfElement Blinded) Blind(ReadOnlySpan<byte> input)
    {
        var blind = BlindScalar.Random();
        return (blind, Blind(input, blind));
    }

    internal static OprfElement Blind(ReadOnlySpan<byte> input, BlindScalar blind)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(input.Length, OprfSuite.MaxInput, nameof(input));
        // That the hash is infinity happens for no input anybody can find; the standard calls it an invalid input (RFC 9497 §3.3.1).
        return OprfElement.From(P256Group.Multiply(P256Group.HashToCurve(input, OprfSuite.HashToGroup), blind.Value));
    }

    /// <summary>
    /// Finalize, RFC 9497 §3.3.2, without the proof: call <see cref="VerifyProof"/> where one was given. The caller zeroes the output.
    /// </summary>
    /// <returns>32 bytes.</returns>
    public static byte[] Finalize(ReadOnlySpan<byte> input, BlindScalar blind, OprfElement evaluated)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(input.Length, OprfSuite.MaxInput, nameof(input));
        var unblinded = P256Group.Multiply(evaluated.Point, blind.Value.ModInverse(P256Group.Order));
        return new OprfTranscript().Part(input).Part(unblinded.GetEncoded(compressed: true)).Label(OprfSuite.Finalize).Sha256();
    }

    /// <summary>VerifyProof, RFC 9497 §2.2.2: true if the evaluated element is k times the blinded one for the k behind the public key.</summary>
    public static bool VerifyProof(OprfElement publicKey, OprfElement blinded, OprfElement evaluated, DleqProof proof) =>
        Dleq.Verify(publicKey, [blinded], [evaluated], proof);
}
