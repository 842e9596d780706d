using System.CommandLine;
using Hub.Standalone.Settings;

namespace Hub.Standalone.Serve;

/// <summary><c>serve</c>: runs the hub until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "A JSON file of settings, such as hub.json." };
        var exitWithParent = new Option<bool>("--exit-with-parent") { Description = "Stop when standard input ends: for a program that starts the hub and must not leave it behind." };
        var command = new Command("serve", "Run the hub. Settings: docs/operations.md.") { config, exitWithParent };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(config), parsed.GetValue(exitWithParent), [.. parsed.UnmatchedTokens], cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? file, bool exitWithParent, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        HubSettings settings;
        IReadOnlyList<string> mistakes;
        try
        {
            settings = HubSettings.Read(SettingSources.Of(file, arguments), out var found);
            mistakes = SettingsCheck.Complete(settings, found);
            if (mistakes.Count == 0)
            {
                foreach (var warning in DataFolders.Prepare(settings))
                    await Console.Error.WriteLineAsync("hub: " + warning);
                AdminTokenFile.Ensure(settings.AdminTokenPath);
            }
        }
        catch (Exception reason) when (OperatorMistake.Find(reason) is { } sentence)
        {
            await Console.Error.WriteLineAsync("hub: " + sentence);
            return 2;
        }
        if (mistakes.Count > 0)
        {
            await Console.Error.WriteLineAsync($"hub: {mistakes.Count} wrong or missing settings; docs/operations.md explains each:");
            foreach (var mistake in mistakes)
                await Console.Error.WriteLineAsync("  " + mistake);
            return 2;
        }
        try
        {
            await using var host = HubHost.Build(settings);
            await HubHost.RunAsync(host, exitWithParent, cancellation);
            return 0;
        }
        catch (Exception reason) when (OperatorMistake.Find(reason) is { } sentence)
        {
            await Console.Error.WriteLineAsync("hub: " + sentence);
            return 1;
        }
    }
}
