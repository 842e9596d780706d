using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Hub.Cryptography;

namespace Hub.Standalone.Admin;

/// <summary>Certificates as operators have them: files of PEM (one or more) or of DER (one).</summary>
internal static class CertificateFiles
{
    /// <summary>A word that begins like an option and names no file.</summary>
    public static bool IsNone(FileInfo file) => file.ToString().StartsWith("--", StringComparison.Ordinal);

    /// <summary>Base64 of each certificate, in the order of the files.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file has something else in it: a private key, say, which must not leave its machine.</exception>
    public static JsonArray Read(IEnumerable<FileInfo> files)
    {
        var chain = new JsonArray();
        foreach (var file in files.Where(file => !IsNone(file)))
        {
            if (!file.Exists)
                throw new FileNotFoundException($"The certificate file {file.FullName} is not there.");
            var bytes = File.ReadAllBytes(file.FullName);
            var rest = System.Text.Encoding.Latin1.GetString(bytes).AsSpan();
            if (!PemEncoding.TryFind(rest, out _))
            {
                chain.Add(Checked(bytes, file));
                continue;
            }
            while (PemEncoding.TryFind(rest, out var fields))
            {
                if (rest[fields.Label] is not "CERTIFICATE")
                    throw new InvalidDataException($"{file.FullName} has a {rest[fields.Label]} in it: give a file of certificates alone.");
                chain.Add(Checked(Convert.FromBase64String(rest[fields.Base64Data].ToString()), file));
                rest = rest[fields.Location.End.Value..];
            }
        }
        return chain;
    }

    private static string Checked(byte[] der, FileInfo file) => Sm2Certificate.TryParse(der, out _)
        ? Convert.ToBase64String(der)
        : throw new InvalidDataException($"{file.FullName} has no SM2 certificate in it, neither as PEM nor as DER.");
}
