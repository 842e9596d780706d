using System.CommandLine;
using Hub.Standalone.Settings;

namespace Hub.Standalone.Serve;

/// <summary><c>serve</c>: runs the hub until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "A JSON file of settings, such as hub.json; without it all needed settings are given as --Hub:Data:Database=… or in the environment." };
        var exitWithParent = new Option<bool>("--exit-with-parent") { Description = "Stop when standard input ends: for a program that starts the hub and must not leave it behind." };
        var command = new Command("serve", "Run the hub. Settings: docs/operations.md.") { config, exitWithParent };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(config), parsed.GetValue(exitWithParent), [.. parsed.UnmatchedTokens], cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? file, bool exitWithParent, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var settings = HubSettings.Read(SettingSources.Of(file, arguments), out var found);
        if (SettingsCheck.Complete(settings, found) is { Count: > 0 } mistakes)
        {
            await Console.Error.WriteLineAsync($"hub: {mistakes.Count} wrong or missing settings; docs/operations.md explains each:");
            foreach (var mistake in mistakes)
                await Console.Error.WriteLineAsync("  " + mistake);
            return 2;
        }
        if (FileDescriptors.Mistake(settings, FileDescriptors.Limit(), out var notice) is { } tooFew)
        {
            await Console.Error.WriteLineAsync("hub: " + tooFew);
            return 2;
        }
        if (ListenersAreFree.Mistakes(settings) is { Count: > 0 } taken)
        {
            foreach (var mistake in taken)
                await Console.Error.WriteLineAsync("hub: " + mistake);
            return 2;
        }
        if (notice is not null)
            await Console.Error.WriteLineAsync("hub: " + notice);
        foreach (var warning in DataFolders.Prepare(settings))
            await Console.Error.WriteLineAsync("hub: " + warning);
        AdminTokenFile.Ensure(settings.AdminTokenPath);
        await using var host = HubHost.Build(settings);
        await HubHost.RunAsync(host, exitWithParent, cancellation);
        return 0;
    }
}
