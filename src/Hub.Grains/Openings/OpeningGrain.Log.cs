using Microsoft.Extensions.Logging;

namespace Hub.Grains.Openings;

internal sealed partial class OpeningGrain
{
    [LoggerMessage(EventId = 3200, Level = LogLevel.Information, Message = "Opening {Opening} has generation {Generation}")]
    private partial void LogDescribed(string opening, int generation);

    // Not of how many envelopes: until the start that is nobody's business but the platform's (D10).
    [LoggerMessage(EventId = 3201, Level = LogLevel.Information, Message = "Opening {Opening} is frozen")]
    private partial void LogFrozen(string opening);

    [LoggerMessage(EventId = 3202, Level = LogLevel.Information, Message = "Opening {Opening} has amendment {Number}, {Action}")]
    private partial void LogAmended(string opening, int number, string action);

    [LoggerMessage(EventId = 3204, Level = LogLevel.Warning, Message = "Amendment {Number} of opening {Opening} admits an answer that cannot count any more ({Reason})")]
    private partial void LogAdmissionWithoutEffect(string opening, int number, string reason);

    [LoggerMessage(EventId = 3205, Level = LogLevel.Warning, Message = "A late answer of opening {Opening} could not be judged by the moved window ({Failure}); it is tried again")]
    private partial void LogNotJudged(string opening, string failure);

    [LoggerMessage(EventId = 3203, Level = LogLevel.Critical, Message = "The stored envelopes of opening {Opening} do not make its frozen root: no statement is given out")]
    private partial void LogFrozenSetDamaged(string opening);
}
