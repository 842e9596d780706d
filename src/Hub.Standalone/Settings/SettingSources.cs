using Microsoft.Extensions.Configuration;

namespace Hub.Standalone.Settings;

/// <summary>Where settings come from, the later winning: a file, the environment, the command line.</summary>
internal static class SettingSources
{
    public static IConfigurationRoot Of(string? file, IReadOnlyList<string> arguments)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null)
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        return builder.AddEnvironmentVariables("HUB_").AddCommandLine([.. arguments]).Build();
    }
}
