using System.CommandLine;
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
return await root.Parse(args).InvokeAsync();
