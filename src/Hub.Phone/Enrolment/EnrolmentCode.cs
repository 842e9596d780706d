using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>A CA's one-time code: <c>authority.secret.anchors</c>. The CA vouches by it for whom the phone may trust. Prints without the secret.</summary>
public sealed record EnrolmentCode
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    private EnrolmentCode(string text, AuthorityId authority, Sm3Digest anchors) => (Text, Authority, Anchors) = (text, authority, anchors);

    /// <summary>The whole code, as it is sent.</summary>
    internal string Text { get; }

    /// <summary>Who made it.</summary>
    public AuthorityId Authority { get; }

    /// <summary>SM3 of the <c>anchors/1</c> that the phone will pin.</summary>
    public Sm3Digest Anchors { get; }

    /// <summary>Reads a code; false unless all three parts have their form.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EnrolmentCode? code)
    {
        code = null;
        var parts = (text ?? "").Split('.');
        if (parts.Length != 3 || !AuthorityId.TryParse(parts[0], out var authority) || !Sm3Digest.TryParse(parts[2], out var anchors)
            || parts[1].Length is < 16 or > 64 || parts[1].AsSpan().ContainsAnyExcept(Allowed))
            return false;
        code = new EnrolmentCode(text!, authority, anchors);
        return true;
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{Authority}.***.{Anchors}";
}
