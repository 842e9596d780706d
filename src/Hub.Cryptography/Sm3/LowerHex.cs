namespace Hub.Cryptography;

/// <summary>Hex as ids and digests are spelt on the wire: lower case only, so that equal values are equal strings.</summary>
internal static class LowerHex
{
    /// <summary>Fills <paramref name="target"/> exactly; false for another length or any other character.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> target)
    {
        if (text.Length != target.Length * 2 || text.ContainsAnyInRange('A', 'F'))
            return false;
        return Convert.FromHexString(text, target, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
