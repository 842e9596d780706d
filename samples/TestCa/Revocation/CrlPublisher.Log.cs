namespace TestCa.Revocation;

internal sealed partial class CrlPublisher
{
    [LoggerMessage(1, LogLevel.Information, "the hub has CRL {Number}")]
    private partial void LogPublished(long number);

    [LoggerMessage(2, LogLevel.Warning, "the hub was not reached with CRL {Number}")]
    private partial void LogUnreachable(long number);

    [LoggerMessage(3, LogLevel.Warning, "the hub did not take the CRL of {Authority}: {Status}")]
    private partial void LogNotTaken(string authority, int status);
}
