using Org.BouncyCastle.Security;

namespace Hub.Cryptography.Tests;

/// <summary>The "random" number of a published example.</summary>
internal sealed class FixedRandom(string hex) : SecureRandom(null)
{
    private readonly byte[] _bytes = Convert.FromHexString(hex);

    public override void NextBytes(byte[] buf) => _bytes.CopyTo(buf, 0);

    public override void NextBytes(byte[] buf, int off, int len) => _bytes.AsSpan(0, len).CopyTo(buf.AsSpan(off));

    public override void NextBytes(Span<byte> buffer) => _bytes.CopyTo(buffer);
}
