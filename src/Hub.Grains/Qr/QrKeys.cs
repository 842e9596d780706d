using System.Security.Cryptography;
using Hub.Grains.Durability;

namespace Hub.Grains.Qr;

/// <summary>The keys of what the hub hands out around a QR code, derived once a process and the same in every process of one hub.</summary>
public sealed class QrKeys(IHubKeys keys)
{
    private readonly byte[] _frames = keys.Derive("frames");
    private readonly byte[] _nonces = keys.Derive("pin-nonce");
    private readonly byte[] _tokens = keys.Derive("tokens");

    /// <summary>HMAC-SHA-256 under the key of frames.</summary>
    internal byte[] Frame(ReadOnlySpan<byte> message) => HMACSHA256.HashData(_frames, message);

    /// <summary>HMAC-SHA-256 under the key of PIN nonces.</summary>
    internal byte[] Nonce(ReadOnlySpan<byte> message) => HMACSHA256.HashData(_nonces, message);

    /// <summary>HMAC-SHA-256 under the key of watch and board tokens.</summary>
    internal byte[] Token(ReadOnlySpan<byte> message) => HMACSHA256.HashData(_tokens, message);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
