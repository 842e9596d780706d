using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Hub.Grains.Certificates;

/// <summary>
/// A CA's one-time code: <c>authority.secret.anchors</c>, the last part the SM3 of the <c>anchors/1</c> that the phone will pin. The hub reads only what it needs to
/// forward it; whether the secret is good the CA decides. Prints as <c>***</c>.
/// </summary>
internal sealed class EnrolmentCode
{
    private static readonly SearchValues<char> SecretCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    private EnrolmentCode(AuthorityId authority, Sm3Digest anchors)
    {
        Authority = authority;
        Anchors = anchors;
    }

    /// <summary>Who made it.</summary>
    public AuthorityId Authority { get; }

    /// <summary>SM3 of the anchors that the CA vouches for.</summary>
    public Sm3Digest Anchors { get; }

    /// <summary>Reads the one spelling of a code.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EnrolmentCode? code)
    {
        code = null;
        var parts = text.Split('.');
        if (parts.Length != 3 || !AuthorityId.TryParse(parts[0], out var authority) || !Sm3Digest.TryParse(parts[2], out var anchors))
            return false;
        if (parts[1].Length is < 16 or > 64 || parts[1].AsSpan().ContainsAnyExcept(SecretCharacters))
            return false;
        code = new EnrolmentCode(authority, anchors);
        return true;
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
