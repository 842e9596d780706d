using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Hub.Grains.Platforms;

/// <summary>A platform's certificates as an operator gives them: the descriptor certificate, then its issuers without the anchor.</summary>
internal static class DescriptorChain
{
    /// <summary>Parses 1 … 5 certificates.</summary>
    public static bool TryParse(IReadOnlyList<byte[]> chain, [NotNullWhen(true)] out IReadOnlyList<Sm2Certificate>? certificates, out string where)
    {
        certificates = null;
        where = "chain";
        if (chain.Count is < 1 or > 1 + CertificatePath.MaxIntermediates)
            return false;
        var parsed = new List<Sm2Certificate>();
        for (var i = 0; i < chain.Count; i++)
        {
            where = $"chain[{i}]";
            if (!Sm2Certificate.TryParse(chain[i], out var certificate))
                return false;
            parsed.Add(certificate);
        }
        certificates = parsed;
        return true;
    }
}
