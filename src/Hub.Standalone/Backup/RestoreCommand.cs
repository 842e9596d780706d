using System.CommandLine;
using Hub.Silo.Storage;
using Hub.Silo.Storage.Backup;
using Hub.Standalone.Admin;
using Hub.Standalone.Settings;
using Microsoft.Data.Sqlite;

namespace Hub.Standalone.Backup;

/// <summary><c>restore</c>: makes a database out of a backup while the hub is stopped. The key folder must be the one of the backed-up hub.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "The settings file that serve uses, such as hub.json; without it give those settings as serve gets them." };
        var from = new Argument<FileInfo>("file") { Description = "Made by backup." };
        var command = new Command("restore", "Restore a backup into Hub:Data:Database, which must not exist. The hub must be stopped.") { from, config };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed => Run(parsed.GetValue(from)!, parsed.GetValue(config), [.. parsed.UnmatchedTokens]));
        return command;
    }

    private static int Run(FileInfo from, string? file, IReadOnlyList<string> arguments)
    {
        var settings = HubSettings.Read(SettingSources.Of(file, arguments), out var mistakes);
        if (mistakes.Where(mistake => !mistake.EndsWith(HubSettings.Missing, StringComparison.Ordinal)).ToList() is { Count: > 0 } wrong)
            return Fail(string.Join("\n     ", wrong), exit: 2);
        if (settings.Database.Length == 0 || settings.Keys.Length == 0)
            return Fail("Hub:Data:Database and Hub:Data:Keys must be set, as for serve: give its --config.", exit: 2);
        if (!File.Exists(settings.MasterKeyPath))
            return Fail($"{settings.MasterKeyPath} is missing: a backup opens only with the master key of its hub. Put the key folder back first.");
        if (!File.Exists(settings.TombstonePath))
            return Fail($"{settings.TombstonePath} is missing: it says which PIN keys are erased for ever. Put it back beside the master key; if it is lost, make an empty file of that name, knowing that erased keys then work again.");
        if (Directory.Exists(from.FullName))
            return Fail($"{from.FullName} is a folder: name the file in it that backup made.");
        if (!from.Exists)
            return Fail($"{from.FullName} is not there: name a file that backup made.");
        try
        {
            foreach (var warning in DataFolders.Prepare(settings))
                Console.Error.WriteLine("hub: " + warning);
            var storage = new SqliteStorageOptions();
            settings.Apply(storage);
            SqliteBackup.Restore(from.FullName, storage, TimeProvider.System.GetUtcNow(), AdminClient.Actor());
        }
        catch (SqliteException)
        {
            return Fail($"{from.FullName} is no backup of a hub, or is damaged: nothing was restored. Name a file that backup made.");
        }
        catch (Exception reason) when (OperatorMistake.Find(reason) is { } sentence)
        {
            return Fail(sentence);
        }
        Console.Error.WriteLine($"hub: restored {settings.Database}. The feed has a new epoch, so platforms read it again from the start; PIN tries are raised to 2, and nobody is locked by it. It is on record: admin actions.");
        return 0;
    }

    // 1: the backup was refused; 2: it did not come to that.
    private static int Fail(string why, int exit = 1)
    {
        Console.Error.WriteLine("hub: " + why);
        return exit;
    }
}
