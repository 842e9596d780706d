using System.CommandLine;
using System.Text.Json.Nodes;
using Hub.Standalone.Settings;

namespace Hub.Standalone.Admin;

/// <summary><c>admin</c>: what operators do to a running hub. Each action is on record under the system user's name.</summary>
internal static class AdminCommand
{
    private static readonly Option<string?> Config = new("--config") { Description = "The settings file that serve uses, such as hub.json; without it give those settings as serve gets them.", Recursive = true };

    public static Command Create() => new("admin", "Operate a running hub: platforms, credentials, trust anchors, enterprises.")
    {
        Config,
        new Command("platform", "Trading platforms (交易平台).") { PutPlatform(), Get("list", "List platforms.", "/admin/platforms"), AddCredential(), RevokeCredential() },
        new Command("authority", "Certificate authorities (CA 证书机构); a new one's root becomes a trust anchor.") { PutAuthority(), RemoveAuthority(), Get("list", "List authorities, their revocation lists and when the next ones are due.", "/admin/authorities") },
        new Command("enterprise", "Enterprises (企业).") { ShowEnterprise(), Suspension("suspend", true), Suspension("resume", false) },
        Get("anchors", "Print anchors/1, the bytes that every CA vouches for in its codes.", "/admin/anchors"),
        Actions(),
        Events(),
    };

    private static Command PutPlatform()
    {
        var id = new Argument<string>("id") { Description = "pl-…" };
        var name = new Option<string>("--name") { Required = true, Description = "As people read it." };
        var chain = Chain("The descriptor certificate, then its issuers without the anchor.");
        return Of(new Command("put", "Make a platform, or change its name and certificate.") { id, name, chain }, parsed => (HttpMethod.Post, "/admin/platforms",
            new JsonObject { ["id"] = parsed.GetValue(id), ["name"] = parsed.GetValue(name), ["chain"] = CertificateFiles.Read(parsed.GetValue(chain)!) }));
    }

    private static Command AddCredential()
    {
        var id = new Argument<string>("id") { Description = "pl-…" };
        var label = new Option<string>("--label") { Required = true, Description = "To tell it from others." };
        return Of(new Command("add-credential", "Make a credential; the secret is printed this once.") { id, label }, parsed =>
            (HttpMethod.Post, $"/admin/platforms/{Uri.EscapeDataString(parsed.GetValue(id)!)}/credentials", new JsonObject { ["label"] = parsed.GetValue(label) }));
    }

    private static Command RevokeCredential()
    {
        var id = new Argument<string>("id") { Description = "pl-…" };
        var label = new Option<string>("--label") { Required = true };
        return Of(new Command("revoke-credential", "End a credential at once.") { id, label }, parsed =>
            (HttpMethod.Delete, $"/admin/platforms/{Uri.EscapeDataString(parsed.GetValue(id)!)}/credentials/{Uri.EscapeDataString(parsed.GetValue(label)!)}", null));
    }

    private static Command PutAuthority()
    {
        var id = new Argument<string>("id") { Description = "ca-…" };
        var name = new Option<string>("--name") { Required = true, Description = "As people read it." };
        var url = new Option<string>("--url") { Required = true, Description = "Where its certificate interface is." };
        var chain = Chain("The issuing certificate first, its self-signed root last.");
        return Of(new Command("put", "Make an authority or change it.") { id, name, url, chain }, parsed => (HttpMethod.Post, "/admin/authorities", new JsonObject
        {
            ["id"] = parsed.GetValue(id),
            ["name"] = parsed.GetValue(name),
            ["url"] = parsed.GetValue(url),
            ["chain"] = CertificateFiles.Read(parsed.GetValue(chain)!),
        }));
    }

    private static Command RemoveAuthority()
    {
        var id = new Argument<string>("id") { Description = "ca-…" };
        return Of(new Command("remove", "Trust an authority no longer: its root is an anchor no more, and every certificate that it issued stops.") { id }, parsed =>
            (HttpMethod.Delete, $"/admin/authorities/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null));
    }

    private static Command ShowEnterprise()
    {
        var code = CreditCode();
        return Of(new Command("show", "Show its name, whether it is suspended, and its certificates.") { code }, parsed =>
            (HttpMethod.Get, "/admin/enterprises/" + Uri.EscapeDataString(parsed.GetValue(code)!), null));
    }

    private static Argument<string> CreditCode() => new("credit-code") { Description = "Unified social credit code (统一社会信用代码)." };

    private static Command Suspension(string verb, bool suspended)
    {
        var code = CreditCode();
        return Of(new Command(verb, suspended ? "Stop all its certificates at once." : "Let its certificates work again.") { code }, parsed =>
            (HttpMethod.Post, $"/admin/enterprises/{Uri.EscapeDataString(parsed.GetValue(code)!)}/suspension", new JsonObject { ["suspended"] = suspended }));
    }

    private static Command Actions()
    {
        var after = new Option<long>("--after") { Description = "Number of the last action already seen." };
        return Of(new Command("actions", "Print the record of operators' actions.") { after }, parsed => (HttpMethod.Get, $"/admin/actions?after={parsed.GetValue(after)}", null));
    }

    private static Command Events()
    {
        var subject = new Argument<string>("subject") { Description = "A challenge id (ch-…), or 'hub' for starts, stops and outages." };
        var after = new Option<long>("--after") { Description = "Position of the last event already seen." };
        return Of(new Command("events", "Print what happened to a challenge: scans, refusals, pages that came and went.") { subject, after }, parsed =>
            (HttpMethod.Get, $"/admin/events?subject={Uri.EscapeDataString(parsed.GetValue(subject)!)}&after={parsed.GetValue(after)}", null));
    }

    private static Command Get(string verb, string description, string path) => Of(new Command(verb, description), _ => (HttpMethod.Get, path, null));

    private static Option<FileInfo[]> Chain(string description) =>
        new("--chain") { Required = true, AllowMultipleArgumentsPerToken = true, Description = description + " PEM or DER." };

    private static Command Of(Command command, Func<ParseResult, (HttpMethod Method, string Path, JsonObject? Body)> request)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellation) =>
        {
            // --chain takes every word behind it; what is no file is a setting.
            var behindChain = command.Options.OfType<Option<FileInfo[]>>().SelectMany(chain => parsed.GetValue(chain) ?? []).Where(CertificateFiles.IsNone).Select(file => file.ToString());
            string[] settings = [.. parsed.UnmatchedTokens, .. behindChain];
            SettingSources.Require(settings);
            var (method, path, body) = request(parsed);
            return await AdminClient.CallAsync(settings, parsed.GetValue(Config), method, path, body, cancellation);
        });
        return command;
    }
}
