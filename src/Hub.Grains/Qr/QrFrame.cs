namespace Hub.Grains.Qr;

/// <summary>One picture of a QR code: what follows the challenge in the URL's fragment.</summary>
/// <param name="Frame">20 characters of base64url (RFC 4648 §5).</param>
/// <param name="From">When the page begins to show it.</param>
/// <param name="Until">When the page stops to show it, exclusive. The hub takes a rotating frame for one step more, since a phone needs time to read and send it.</param>
public sealed record QrFrame(string Frame, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Without the frame itself, which is as good as the code on the screen.</summary>
    public override string ToString() => $"*** {From:O} … {Until:O}";
}
