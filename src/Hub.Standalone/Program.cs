using System.CommandLine;
using Hub.Standalone;
using Hub.Standalone.Admin;
using Hub.Standalone.Backup;
using Hub.Standalone.Serve;

var root = new RootCommand("The hub behind the mobile certificate (标证通), all in one process.")
{
    ServeCommand.Create(),
    AdminCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
};
try
{
    // Long enough for everything accepted to be written: the library's default of two seconds would cut a stop short.
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30), EnableDefaultExceptionHandler = false });
}
catch (Exception reason) when (OperatorMistake.Find(reason) is { } sentence)
{
    await Console.Error.WriteLineAsync("hub: " + sentence);
    return 2;
}
