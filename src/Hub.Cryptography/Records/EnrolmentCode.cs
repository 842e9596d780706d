using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Cryptography;

/// <summary>
/// A CA's one-time code (申领码): <c>authority.secret.anchors</c>. By the digest the CA vouches for whom the phone may trust. The secret stays between the phone and the CA: what
/// passes through the hub is its <see cref="Ticket"/> and a proof bound to the phone's own keys, so that nobody on the way can use the code for others. Prints without the secret.
/// </summary>
public sealed class EnrolmentCode
{
    /// <summary>Bytes of a proof.</summary>
    public const int ProofLength = 32;

    private const int MinSecret = 22, MaxSecret = 64;
    private static readonly SearchValues<char> SecretCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly byte[] _secret;

    private EnrolmentCode(AuthorityId authority, string secret, Sm3Digest anchors)
    {
        _secret = Encoding.ASCII.GetBytes(secret);
        Ticket = new EnrolmentTicket(authority, Convert.ToHexStringLower(HMACSHA256.HashData(_secret, "enrolment-name/1"u8)[..16]), anchors);
    }

    /// <summary>What the hub and the CA know the code by.</summary>
    public EnrolmentTicket Ticket { get; }

    /// <summary>The whole code, with its secret: what the applicant types or scans.</summary>
    public string Reveal() => $"{Ticket.Authority}.{Encoding.ASCII.GetString(_secret)}.{Ticket.Anchors}";

    /// <summary>A new code whose secret has 128 random bits, in groups of four.</summary>
    /// <param name="authority">Who makes it.</param>
    /// <param name="anchors">SM3 of the <c>anchors/1</c> that the CA vouches for.</param>
    public static EnrolmentCode New(AuthorityId authority, Sm3Digest anchors)
    {
        var digits = RandomNumberGenerator.GetHexString(32);
        return new EnrolmentCode(authority, string.Join('-', Enumerable.Range(0, 8).Select(group => digits.Substring(4 * group, 4))), anchors);
    }

    /// <summary>Reads the one spelling of a code; false unless all three parts have their form.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EnrolmentCode? code)
    {
        code = null;
        var parts = (text ?? "").Split('.');
        if (parts.Length != 3 || !AuthorityId.TryParse(parts[0], out var authority) || !Sm3Digest.TryParse(parts[2], out var anchors)
            || parts[1].Length is < MinSecret or > MaxSecret || parts[1].AsSpan().ContainsAnyExcept(SecretCharacters))
            return false;
        code = new EnrolmentCode(authority, parts[1], anchors);
        return true;
    }

    /// <summary>Proves to the CA that whoever has these keys has the code: HMAC-SHA-256 under the secret.</summary>
    /// <param name="signingRequest">PKCS#10 DER.</param>
    /// <param name="encryptionRequest">PKCS#10 DER.</param>
    /// <param name="deviceKey">SPKI DER.</param>
    public byte[] Prove(byte[] signingRequest, byte[] encryptionRequest, byte[] deviceKey) =>
        HMACSHA256.HashData(_secret, LengthPrefixed.Join("enrolment-proof/1"u8.ToArray(), signingRequest, encryptionRequest, deviceKey));

    /// <summary>Whether a proof is this code's over these keys; in constant time.</summary>
    /// <inheritdoc cref="Prove"/>
    public bool Verify(ReadOnlySpan<byte> proof, byte[] signingRequest, byte[] encryptionRequest, byte[] deviceKey) =>
        CryptographicOperations.FixedTimeEquals(proof, Prove(signingRequest, encryptionRequest, deviceKey));

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Ticket.Authority}.***.{Ticket.Anchors}";
}

/// <summary>A code without its secret: <c>authority.name.anchors</c>, the name made of the secret one-way. What an <c>enrolment/1</c> carries; it lets nobody enrol.</summary>
/// <param name="Authority">Who made the code.</param>
/// <param name="Name">32 hex digits: the first 16 bytes of HMAC-SHA-256(secret, <c>enrolment-name/1</c>).</param>
/// <param name="Anchors">SM3 of the <c>anchors/1</c> that the CA vouches for.</param>
public readonly record struct EnrolmentTicket(AuthorityId Authority, string Name, Sm3Digest Anchors)
{
    private const int NameLength = 32;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads the one spelling of a ticket.</summary>
    public static bool TryParse(string? text, out EnrolmentTicket ticket)
    {
        ticket = default;
        var parts = (text ?? "").Split('.');
        if (parts.Length != 3 || !AuthorityId.TryParse(parts[0], out var authority) || !Sm3Digest.TryParse(parts[2], out var anchors)
            || parts[1].Length != NameLength || parts[1].AsSpan().ContainsAnyExcept(Hex))
            return false;
        ticket = new EnrolmentTicket(authority, parts[1], anchors);
        return true;
    }

    /// <summary>As the wire has it.</summary>
    public override string ToString() => $"{Authority}.{Name}.{Anchors}";
}
