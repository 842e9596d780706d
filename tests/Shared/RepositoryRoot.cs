namespace Hub.Tests.Shared;

/// <summary>Where documents, vectors and scripts lie that tests hold the code against.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder that holds Hub.sln, above where the tests were built.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Hub.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests run below the folder of Hub.sln.");
    }
}
