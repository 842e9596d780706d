using Hub.Silo.Tests.Storage;
using Hub.Silo.Tests.Storage.Kill;

// Beside its tests the assembly runs two programs: `write FOLDER` for the kill test, `bench` for docs and reviews.
return args switch
{
    ["write", var folder] => await EndlessWriter.RunAsync(folder),
    ["bench"] => await StorageBench.RunAsync(),
    _ => 64,
};
