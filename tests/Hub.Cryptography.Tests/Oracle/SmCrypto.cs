using System.Text;
using System.Text.Json;

namespace Hub.Cryptography.Tests;

/// <summary>Asks tests/oracle/oracle.mjs (sm-crypto-v2 on node) many questions in one process.</summary>
internal static class SmCrypto
{
    public static async Task<JsonElement[]> AskAsync(IReadOnlyCollection<object> questions)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "tests", "oracle");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", "sm-crypto-v2")), "Run first: npm ci --prefix tests/oracle");
        var input = new StringBuilder();
        foreach (var question in questions)
            input.Append(JsonSerializer.Serialize(question)).Append('\n');
        var (exitCode, output) = await Command.RunAsync("node", [Path.Combine(folder, "oracle.mjs")], Encoding.UTF8.GetBytes(input.ToString()));
        Assert.Equal(0, exitCode);
        var answers = Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(questions.Count, answers.Length);
        return answers;
    }
}
