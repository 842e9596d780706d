namespace Hub.Cryptography;

/// <summary>The two SM2 private keys that a PIN guards: one signs (签名私钥), one unseals (加密私钥). Disposing of it disposes of both.</summary>
public sealed class HolderKeys(Sm2PrivateKey sign, Sm2PrivateKey encryption) : IDisposable
{
    /// <summary>The signing key; its KeyId names the certificate.</summary>
    public Sm2PrivateKey Sign { get; } = sign;

    /// <summary>The encryption key.</summary>
    public Sm2PrivateKey Encryption { get; } = encryption;

    /// <summary>Two new random keys.</summary>
    public static HolderKeys Generate() => new(Sm2PrivateKey.Generate(), Sm2PrivateKey.Generate());

    /// <inheritdoc/>
    public void Dispose()
    {
        Sign.Dispose();
        Encryption.Dispose();
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
