using System.Diagnostics;
using System.Text.Json;

namespace Hub.Cryptography.Tests;

/// <summary>A script of tests/oracle on node, one process for all tests of a class; they ask one after another.</summary>
public abstract class NodeOracle : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly Process _node;
    private readonly Task<string> _errors;

    private protected NodeOracle(string script, string package)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "tests", "oracle");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", package)), "Run first: npm ci --prefix tests/oracle");
        _node = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("node did not start.");
        _errors = _node.StandardError.ReadToEndAsync();
    }

    /// <summary>The answer to each question, in order.</summary>
    public async Task<JsonElement[]> AskAsync(IReadOnlyCollection<object> questions)
    {
        using var limit = new CancellationTokenSource(Limit);
        // Asked and read at the same time: neither pipe holds a whole batch.
        var asking = Task.Run(async () =>
        {
            foreach (var question in questions)
                await _node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question).AsMemory(), limit.Token);
            await _node.StandardInput.FlushAsync(limit.Token);
        });
        var answers = new List<JsonElement>();
        while (answers.Count < questions.Count)
        {
            var line = await _node.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException($"node ended: {await _errors}");
            answers.Add(JsonDocument.Parse(line).RootElement);
        }
        await asking;
        return [.. answers];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (!_node.HasExited)
            _node.Kill();
        _node.Dispose();
    }
}
