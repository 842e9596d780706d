using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Hub.Phone;

internal static class PhoneOrigin
{
    /// <summary>Scheme, host and port in their one spelling; a path, a query or anything else is refused.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? origin)
    {
        origin = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0 || uri.PathAndQuery != "/" || uri.Fragment.Length > 0)
            return false;
        origin = uri.GetLeftPart(UriPartial.Authority);
        return true;
    }
}

/// <summary>What a QR code says: <c>origin/p#challenge.frame</c>; everything secret is in the fragment.</summary>
internal readonly record struct QrCode(string Origin, ChallengeId Challenge, string Frame)
{
    private const int FrameLength = 20;

    /// <summary>Without the frame.</summary>
    public override string ToString() => $"{Origin} {Challenge}";

    public static bool TryParse(string? url, out QrCode code)
    {
        code = default;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.PathAndQuery != "/p" || uri.UserInfo.Length > 0 || uri.Fragment.Length < 2)
            return false;
        var parts = uri.Fragment[1..].Split('.');
        if (parts.Length != 2 || !ChallengeId.TryParse(parts[0], out var challenge) || parts[1].Length != FrameLength || !parts[1].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            return false;
        code = new QrCode(uri.GetLeftPart(UriPartial.Authority), challenge, parts[1]);
        return true;
    }
}
