using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Hub.Standalone.Settings;

/// <summary>Where settings come from, the later winning: a file, the environment, the command line.</summary>
internal static class SettingSources
{
    private const string Prefix = "--Hub:";

    /// <param name="file">A JSON file, or null for none.</param>
    /// <param name="arguments">What no option of the command took: settings, and nothing else.</param>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not JSON, or an argument is no setting.</exception>
    public static IConfigurationRoot Of(string? file, IReadOnlyList<string> arguments)
    {
        Require(arguments);
        var builder = new ConfigurationBuilder();
        if (file is not null)
        {
            var path = Path.GetFullPath(file);
            if (!File.Exists(path))
                throw new FileNotFoundException($"The settings file {path} is not there.");
            builder.AddJsonFile(path, optional: false);
        }
        try
        {
            return builder.AddEnvironmentVariables("HUB_").AddCommandLine([.. arguments]).Build();
        }
        catch (InvalidDataException reason)
        {
            throw new InvalidDataException($"The settings file {file} cannot be read: {Innermost(reason)}", reason);
        }
    }

    /// <summary>Looks at what no option of a command took.</summary>
    /// <exception cref="InvalidDataException">One is no setting.</exception>
    public static void Require(IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            if (!argument.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || !argument.Contains('='))
                throw new InvalidDataException($"'{argument}' is not understood. Settings are given as --Hub:Data:Database=… (docs/operations.md lists them); --help shows everything else.");
        }
    }

    private static string Innermost(Exception reason)
    {
        while (reason.InnerException is { } inner)
            reason = inner;
        // The library counts lines from 0 and says so behind the sentence.
        return reason is JsonException { LineNumber: { } line }
            ? $"line {line + 1}: {reason.Message.Split(" LineNumber:")[0].Split(" Path:")[0]}"
            : reason.Message;
    }
}
