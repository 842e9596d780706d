using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Grains.Platforms;

/// <summary>A platform's secret: 32 random bytes in base64url without padding, 43 characters. Prints as <c>***</c>.</summary>
internal readonly struct CredentialSecret
{
    private readonly string _text;

    private CredentialSecret(string text) => _text = text;

    /// <summary>A new one.</summary>
    public static CredentialSecret New()
    {
        Span<byte> bytes = stackalloc byte[32];
        RandomNumberGenerator.Fill(bytes);
        return new CredentialSecret(Base64Url.EncodeToString(bytes));
    }

    /// <summary>The secret itself, to be shown once.</summary>
    public string Reveal() => _text;

    /// <summary>What is kept of it.</summary>
    public byte[] Digest() => DigestOf(_text);

    /// <summary>What is compared of a secret that somebody presents: SHA-256 of its UTF-8.</summary>
    public static byte[] DigestOf(string presented) => SHA256.HashData(Encoding.UTF8.GetBytes(presented));

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
