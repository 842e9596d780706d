using Microsoft.Extensions.Logging;

namespace Hub.Grains.Challenges;

// Event ids of challenges: 2400 to 2499, never used twice. Only what happens after an opening's start is logged (D10).
internal sealed partial class ChallengeGrain
{
    [LoggerMessage(2400, LogLevel.Information, "Challenge {ChallengeId} is {State}.")]
    private partial void LogDecided(string challengeId, string state);

    [LoggerMessage(2401, LogLevel.Information, "A response to challenge {ChallengeId} came after the close and is kept.")]
    private partial void LogLate(string challengeId);

    [LoggerMessage(2402, LogLevel.Information, "A late response to challenge {ChallengeId} was admitted.")]
    private partial void LogAdmitted(string challengeId);
}
