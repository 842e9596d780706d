using System.CommandLine;
using System.Text.Json.Nodes;
using Hub.Standalone.Admin;

namespace Hub.Standalone.Backup;

/// <summary><c>backup</c>: a copy of a running hub's database. The folder of keys is not in it and has a backup of its own, kept apart.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "The settings file that serve uses, such as hub.json; without it give those settings as serve gets them." };
        var to = new Argument<FileInfo>("file") { Description = "A file that does not exist, on the hub's machine." };
        var command = new Command("backup", "Back up the running hub, on line.") { to, config };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellation) => AdminClient.CallAsync(
            [.. parsed.UnmatchedTokens], parsed.GetValue(config), HttpMethod.Post, "/admin/backup", new JsonObject { ["path"] = parsed.GetValue(to)!.FullName }, cancellation));
        return command;
    }
}
