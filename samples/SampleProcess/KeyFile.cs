using System.Security.Cryptography;
using Hub.Cryptography;

namespace SampleProcess;

/// <summary>An SM2 private key in a file of its own: PKCS#8 DER, mode 0600.</summary>
public static class KeyFile
{
    /// <summary>Reads the key, or makes it at the first start.</summary>
    /// <exception cref="InvalidDataException">The file is not such a key: never overwritten, since it may be the only copy.</exception>
    public static Sm2PrivateKey LoadOrCreate(string path)
    {
        if (DurableFile.Read(path) is { } stored)
            return Read(path, stored);
        var key = Sm2PrivateKey.Generate();
        var pkcs8 = key.ToPkcs8();
        DurableFile.Write(path, pkcs8, secret: true);
        CryptographicOperations.ZeroMemory(pkcs8);
        return key;
    }

    /// <summary>Reads a key that must be there.</summary>
    /// <exception cref="InvalidDataException">It is missing, or not such a key.</exception>
    public static Sm2PrivateKey Load(string path) =>
        Read(path, DurableFile.Read(path) ?? throw new InvalidDataException($"The key file {path} is missing."));

    private static Sm2PrivateKey Read(string path, byte[] stored)
    {
        var good = Sm2PrivateKey.TryFromPkcs8(stored, out var key);
        CryptographicOperations.ZeroMemory(stored);
        return good ? key! : throw new InvalidDataException($"The file {path} is not an SM2 key in PKCS#8.");
    }
}
