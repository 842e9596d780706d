namespace Hub.Cryptography;

/// <summary>
/// The three DER types (X.690 §10) that SM2's forms are made of, read strictly and without exceptions: one value has one
/// encoding, so a signature or a sealed key cannot be altered and still be good.
/// </summary>
internal ref struct DerReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Nothing is left over.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>The content of a SEQUENCE.</summary>
    public bool TryReadSequence(out DerReader content)
    {
        var good = TryRead(0x30, out var bytes);
        content = new DerReader(bytes);
        return good;
    }

    /// <summary>An OCTET STRING's content.</summary>
    public bool TryReadOctets(out ReadOnlySpan<byte> octets) => TryRead(0x04, out octets);

    /// <summary>A non-negative INTEGER of at most 32 bytes in its minimal form, without the zero byte that keeps it positive.</summary>
    public bool TryReadUnsigned(out ReadOnlySpan<byte> magnitude)
    {
        if (!TryRead(0x02, out magnitude) || magnitude.IsEmpty || magnitude[0] >= 0x80)
            return false;
        if (magnitude[0] == 0 && magnitude.Length > 1)
        {
            if (magnitude[1] < 0x80)
                return false;
            magnitude = magnitude[1..];
        }
        return magnitude.Length <= Sm2Curve.FieldLength;
    }

    private bool TryRead(byte tag, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (_rest.Length < 2 || _rest[0] != tag)
            return false;
        int length = _rest[1], header = 2;
        if (length >= 0x80)
        {
            // 1 or 2 length bytes cover everything here; the long form only where the short one does not reach.
            var count = length - 0x80;
            if (count is not (1 or 2) || _rest.Length < 2 + count)
                return false;
            length = count == 1 ? _rest[2] : _rest[2] << 8 | _rest[3];
            if (length < (count == 1 ? 0x80 : 0x100))
                return false;
            header += count;
        }
        if (_rest.Length - header < length)
            return false;
        content = _rest.Slice(header, length);
        _rest = _rest[(header + length)..];
        return true;
    }
}
