using System.Security.Cryptography;
using Org.BouncyCastle.Math;

namespace Hub.Cryptography;

/// <summary>
/// The hub's key k of one keyId and version: a scalar from 1 to n − 1 with K = kG (RFC 9497 §3.2). Prints as <c>***</c>; zeroed on disposal.
/// </summary>
/// <remarks>
/// Multiplications by k and by the proof's nonce use a comb whose sequence of steps and memory addresses does not depend on the
/// scalar. Not constant in time: decoding k, and s = r − c·k of the proof, both BouncyCastle integers of variable length; nor can those
/// integers be zeroed. An attacker who measures the hub sees at most the length of numbers that are uniformly random.
/// </remarks>
public sealed class OprfServerKey : IDisposable
{
    /// <summary>The length of k in bytes.</summary>
    public const int Length = P256Group.ScalarBytes;

    private readonly byte[] _scalar;
    private bool _disposed;

    private OprfServerKey(BigInteger k)
    {
        _scalar = P256Group.Encode(k);
        PublicKey = OprfElement.From(P256Group.Multiply(P256Group.Generator, k));
    }

    /// <summary>K = kG, which the phone keeps from enrolment on and checks proofs against.</summary>
    public OprfElement PublicKey { get; }

    /// <summary>A new random key.</summary>
    public static OprfServerKey Generate() => new(P256Group.RandomScalar());

    /// <summary>Restores a key from the 32 big-endian bytes of <see cref="Export"/>.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes, zero, or not below the order.</exception>
    public static OprfServerKey FromBytes(ReadOnlySpan<byte> bytes) =>
        P256Group.TryDecode(bytes, out var k) && k.SignValue != 0
            ? new OprfServerKey(k)
            : throw new ArgumentException("An OPRF key is a scalar from 1 to n - 1 in 32 bytes.", nameof(bytes));

    /// <summary>DeriveKeyPair, RFC 9497 §3.2.1. The product's keys are random; the standard's vectors start from a seed.</summary>
    internal static OprfServerKey Derive(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> info)
    {
        for (var counter = 0; counter <= byte.MaxValue; counter++)
        {
            var input = new OprfTranscript().Label(seed).Part(info).Label([(byte)counter]);
            var k = P256Group.HashToScalar(input.Bytes, OprfSuite.DeriveKeyPair);
            if (k.SignValue != 0)
                return new OprfServerKey(k);
        }

        throw new InvalidOperationException("256 derivations in a row gave zero.");
    }

    /// <summary>The 32 bytes of k, big-endian, for sealing. The caller zeroes them.</summary>
    public byte[] Export()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _scalar.ToArray();
    }

    /// <summary>BlindEvaluate without a proof: Z = kB.</summary>
    public OprfElement Evaluate(OprfElement blinded) => OprfElement.From(P256Group.Multiply(blinded.Point, K));

    /// <summary>The proof for an evaluation made earlier, which a phone asks for when its blob does not open.</summary>
    /// <exception cref="ArgumentException"><paramref name="evaluated"/> is not this key's evaluation of <paramref name="blinded"/>.</exception>
    public DleqProof Prove(OprfElement blinded, OprfElement evaluated) =>
        Evaluate(blinded).Equals(evaluated)
            ? Prove([blinded], [evaluated], P256Group.RandomScalar())
            : throw new ArgumentException("Another key made this evaluation: a proof of it would be false.", nameof(evaluated));

    /// <summary>BlindEvaluate, RFC 9497 §3.3.2: Z = kB and the proof of it.</summary>
    public (OprfElement Evaluated, DleqProof Proof) EvaluateWithProof(OprfElement blinded)
    {
        var evaluated = Evaluate(blinded);
        return (evaluated, Prove([blinded], [evaluated], P256Group.RandomScalar()));
    }

    internal DleqProof Prove(IReadOnlyList<OprfElement> blinded, IReadOnlyList<OprfElement> evaluated, BigInteger r) =>
        Dleq.Generate(K, PublicKey, blinded, evaluated, r);

    /// <summary>Zeroes k; using the key afterwards throws.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_scalar);
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    private BigInteger K
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return new BigInteger(1, _scalar);
        }
    }
}
