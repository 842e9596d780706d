using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Hub.Standalone.Admin;

/// <summary>Certificates as operators have them: files of PEM (one or more) or of DER (one).</summary>
internal static class CertificateFiles
{
    /// <summary>Base64 of each certificate, in the order of the files.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static JsonArray Read(IEnumerable<FileInfo> files)
    {
        var chain = new JsonArray();
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file.FullName);
            var rest = System.Text.Encoding.Latin1.GetString(bytes).AsSpan();
            if (!PemEncoding.TryFind(rest, out _))
            {
                chain.Add(Convert.ToBase64String(bytes));
                continue;
            }
            while (PemEncoding.TryFind(rest, out var fields))
            {
                chain.Add(Convert.ToBase64String(Convert.FromBase64String(rest[fields.Base64Data].ToString())));
                rest = rest[fields.Location.End.Value..];
            }
        }
        return chain;
    }
}
