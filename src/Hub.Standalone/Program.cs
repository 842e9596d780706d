using System.CommandLine;
using System.CommandLine.Help;
using Hub.Standalone;
using Hub.Standalone.Admin;
using Hub.Standalone.Backup;
using Hub.Standalone.Serve;

// Named as operators call it, so that the usage lines can be typed.
var root = new Command("./hub", "The hub behind the mobile certificate (标证通), all in one process.")
{
    new HelpOption(),
    ServeCommand.Create(),
    AdminCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
};
try
{
    var parsed = root.Parse(args);
    // Long enough for everything accepted to be written: the library's default of two seconds would cut a stop short.
    var exit = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false });
    return parsed.Errors.Count > 0 ? 2 : exit;
}
catch (Exception reason) when (OperatorMistake.Find(reason) is { } sentence)
{
    await Console.Error.WriteLineAsync("hub: " + sentence);
    return 2;
}
