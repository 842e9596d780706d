using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Hub.Standalone.Serve;

/// <summary>
/// A line a log entry: time, level, category, event id, words. What other libraries say when something fails names grains, and a grain's name tells before a start who
/// bids (D10): in their lines, and in every exception whoever logs it, ids are masked. The hub's own words say only what may be said.
/// </summary>
internal sealed partial class LogLine(TimeProvider time) : ConsoleFormatter(Name)
{
    /// <summary>Its name among the console's formatters.</summary>
    public new const string Name = "hub";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.WriteLine(Of(time.GetUtcNow(), logEntry.LogLevel, logEntry.Category, logEntry.EventId.Id, text, logEntry.Exception));
    }

    /// <summary>The line.</summary>
    public static string Of(DateTimeOffset now, LogLevel level, string category, int eventId, string text, Exception? fault)
    {
        if (!category.StartsWith("Hub.", StringComparison.Ordinal))
            text = Masked(text);
        if (fault is not null)
            text += " " + Masked(fault.ToString());
        return $"{Hub.Cryptography.WireTime.Format(now)} {Word(level)}: {category}[{eventId}] {text.ReplaceLineEndings(" ")}";
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        LogLevel.Critical => "crit",
        _ => "debug",
    };

    private static string Masked(string text) => Ids().Replace(text, "$1-***");

    [GeneratedRegex("(ch|op|ev|ce|en|pl)-[0-9A-Za-z]+")]
    private static partial Regex Ids();
}
