using System.Text;

namespace Hub.Cryptography;

/// <summary>The domain separation of VOPRF(P-256, SHA-256), RFC 9497 §3.1 and §4.3: mode 0x01, identifier <c>P256-SHA256</c>.</summary>
internal static class OprfSuite
{
    private const string Context = "OPRFV1-\u0001-P256-SHA256";

    internal static readonly byte[] HashToGroup = Ascii("HashToGroup-" + Context);
    internal static readonly byte[] HashToScalar = Ascii("HashToScalar-" + Context);
    internal static readonly byte[] Seed = Ascii("Seed-" + Context);
    internal static readonly byte[] DeriveKeyPair = Ascii("DeriveKeyPair" + Context);
    internal static readonly byte[] Finalize = Ascii("Finalize");
    internal static readonly byte[] Composite = Ascii("Composite");
    internal static readonly byte[] Challenge = Ascii("Challenge");

    /// <summary>The longest private input: its length is written in two bytes (RFC 9497 §5.3).</summary>
    internal const int MaxInput = ushort.MaxValue;

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
