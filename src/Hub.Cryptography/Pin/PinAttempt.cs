using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>
/// One use of the PIN on the phone, at enrolment and at each unlock alike: stretch and blind it, send <see cref="Blinded"/> (B) to the hub, and
/// turn the hub's answer (Z) into the key of the blob. Holds x and b until disposed of. Not for use by two threads at once.
/// </summary>
/// <remarks>x = Argon2id(PIN, ds); (b, B) = Blind(x); rw = Finalize(x, b, Z); wk as in <see cref="PinKey"/>.</remarks>
public sealed class PinAttempt : IDisposable
{
    private readonly DeviceSalt _salt;
    private readonly byte[] _stretched;
    private readonly BlindScalar _blind;

    private PinAttempt(DeviceSalt salt, byte[] stretched)
    {
        _salt = salt;
        _stretched = stretched;
        (_blind, Blinded) = OprfClient.Blind(stretched);
    }

    /// <summary>B, the only thing of this attempt that leaves the phone.</summary>
    public OprfElement Blinded { get; }

    /// <summary>Stretches and blinds; with <see cref="Argon2Cost.Default"/> this takes about a second and 64 MiB.</summary>
    public static PinAttempt Begin(Pin pin, DeviceSalt salt, Argon2Cost cost) => new(salt, cost.Stretch(pin.Bytes, salt.Bytes));

    /// <summary>Whether both are of the same PIN under the same salt and cost; in constant time.</summary>
    public bool IsOfSamePin(PinAttempt other) => CryptographicOperations.FixedTimeEquals(_stretched, other._stretched);

    /// <summary>
    /// The key of the blob, given the hub's Z. It always gives a key; only opening the blob tells whether it is the right one.
    /// </summary>
    public PinKey Finish(OprfElement evaluated, PinContext context)
    {
        var output = OprfClient.Finalize(_stretched, _blind, evaluated);
        var key = PinKey.Derive(output, _stretched, _salt, context);
        CryptographicOperations.ZeroMemory(output);
        return key;
    }

    /// <summary>Zeroes x and b.</summary>
    public void Dispose()
    {
        _blind.Dispose();
        CryptographicOperations.ZeroMemory(_stretched);
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
