namespace Hub.Standalone.Serve;

/// <summary>Logs go to standard error, a line each; standard output is for programs.</summary>
internal static class HubLogs
{
    public static void AddHubLogs(this ILoggingBuilder logging)
    {
        logging.AddConsole(options => options.FormatterName = LogLine.Name);
        logging.AddConsoleFormatter<LogLine, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>();
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Information);
        // Orleans and ASP.NET tell of activations and connections, which tell who bids (D10); only their warnings are wanted.
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Warning);
        // It recommends the server's garbage collector at each start: the hub's is chosen (docs/operations.md, Start).
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        // A start that fails is told in one sentence by the serve command.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // Its first check measures from the start of the machine instead of the process.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
    }
}
