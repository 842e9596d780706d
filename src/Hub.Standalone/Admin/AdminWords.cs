using System.Text.Json.Nodes;

namespace Hub.Standalone.Admin;

/// <summary>
/// A problem in the words of who operates a hub. The texts that the hub sends along are for holders and platforms: they speak of phones and pages.
/// </summary>
internal static class AdminWords
{
    private const string Prefix = "urn:hub:problem:";

    /// <summary>What is wrong and what to do, by the problem's type; where a call means something of its own by it, its path is behind the type.</summary>
    private static readonly Dictionary<string, (string Wrong, string Next)> Words = new(StringComparer.Ordinal)
    {
        ["malformed"] = ("The hub does not take this; nothing was changed.", "Correct what is named and call again. --help after the command shows what each argument is."),
        ["too-large"] = ("That is more than the hub takes at once; nothing was changed.", "Give only the certificates of this one chain."),
        ["not-found"] = ("The hub knows no such thing; nothing was changed.", "'admin platform list' and 'admin authority list' show what there is. An enterprise is known once its first certificate is enrolled."),
        ["not-found /admin/anchors"] = ("There is no authority yet, and so no trust anchor.", "'admin authority put' makes the first one; then ask again."),
        ["unauthenticated"] = (
            "The running hub does not know this operators' token.", "Use the --config of the hub that runs. If admin.token was deleted or replaced after it started, restart the hub."),
        ["request-invalid"] = (
            "A certificate or list in it cannot be verified; nothing was changed.", "Give the chain in its order, each certificate before its issuer; all must be SM2 with SM3 and in force today."),
        ["request-invalid /admin/authorities"] = (
            "The hub does not take this chain under this id; nothing was changed.",
            "Give the chain in its order, each certificate before its issuer, SM2 with SM3 and in force today. A CA that signs with another key gets an id of its own, so that what the key before issued can still be revoked."),
        ["descriptor-signer"] = (
            "The platform's certificate does not lead to a trust anchor of this hub; nothing was changed.",
            "Put its CA first ('admin authority put'), give the issuers behind the certificate, and see in 'admin authority list' that the CA's lists are there."),
        ["key-in-use"] = ("This key is in use already; nothing was changed.", "Use another certificate, or change what uses it first."),
        ["too-many"] = ("There are as many as there may be; nothing was changed.", "End one that is not needed any more, then call again."),
        ["rate-limited"] = ("Too many calls.", "Wait a few seconds and call again."),
        ["overloaded"] = ("The hub is too busy to have done it for certain.", "Call again in a few seconds; doing the same twice does no harm."),
        ["storage-unavailable"] = ("The hub cannot write to its disk.", "Look at /health/ready, make room or mend the disk, then call again; nothing acknowledged is lost. After a backup: the copy is good, only its record is missing."),
        ["internal"] = ("A fault of the hub itself.", "Its log tells more under the trace; report it with that."),
    };

    /// <summary>Lines for the terminal: where, what, what next, and what to search logs for.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="text">The answer's body; not every answer is a problem.</param>
    /// <param name="path">Of the call.</param>
    public static string Of(int status, string text, string path = "")
    {
        JsonObject? problem = null;
        try
        {
            problem = JsonNode.Parse(text) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            // Something else answered at this address.
        }
        if (Member("type") is not { } type || !type.StartsWith(Prefix, StringComparison.Ordinal))
            return $"the answer is {status} and not the hub's. Is this address its Hub:Listen:Management?";
        var name = type[Prefix.Length..];
        var (wrong, next) = Words.TryGetValue($"{name} {path}", out var words) || Words.TryGetValue(name, out words) ? words : (Member("title") + ".", "docs/protocol.md, section 9, says when this comes.");
        var where = Member("where") is { } place ? place + ". " : Member("limit") is { } limit ? $"the limit is {limit}. " : "";
        return $"{where}{wrong}\n     {next}\n     ({name}, trace {Member("trace")})";

        string? Member(string member) => problem?[member]?.ToString();
    }
}
