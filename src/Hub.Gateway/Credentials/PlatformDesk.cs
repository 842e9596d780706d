using System.Buffers;
using Hub.Cryptography;
using Hub.Gateway.Bodies;
using Hub.Gateway.Problems;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Gateway.Credentials;

/// <summary>What all calls of platforms share: the credential before anything is read, then the key of a repeatable POST, then the body.</summary>
internal sealed class PlatformDesk(CredentialCheck credentials, BodyIntake bodies)
{
    private const string KeyHeader = "Idempotency-Key";
    private const int MaxKey = 64;
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>A call without a body.</summary>
    public async Task CallAsync(HttpContext context, Func<PlatformCredential, Task> use)
    {
        if (await credentials.AuthenticateAsync(context) is not { } credential)
            return;
        EvenAnswer.Begin(context);
        await use(credential);
    }

    /// <summary>A call with a body that the grain reads.</summary>
    public Task PostAsync(HttpContext context, Func<PlatformCredential, ArrivedBody, Task> use) => CallAsync(context, credential =>
        TryKey(context, out _)
            ? bodies.ReadAsync(context, BodyLimit.Platform, body =>
            {
                EvenAnswer.Begin(context); // Anew: a body may be made to arrive slowly.
                return use(credential, body);
            })
            : ProblemAnswer.WriteAsync(context, ProblemTable.IdempotencyKey));

    /// <summary>A call with a Signed body.</summary>
    public Task PostSignedAsync(HttpContext context, Func<PlatformCredential, SignedBody, DateTimeOffset, Task> use) => PostAsync(context, (credential, body) =>
        SignedRecord.TryParse(body.Bytes, BodyLimit.Platform, out var signed, out var defect)
            ? use(credential, new SignedBody(signed.Record, signed.Signature), body.Arrival)
            : ProblemAnswer.WriteAsync(context, RefusalProblem.Where(ProblemTable.Malformed, defect)));

    /// <summary>A call with a body of its own shape.</summary>
    public Task PostAsync<T>(HttpContext context, Func<RecordReader, T?> read, Func<PlatformCredential, T, ArrivedBody, Task> use) where T : class => PostAsync(context, (credential, body) =>
        RecordReader.TryRead(body.Bytes, BodyLimit.Platform, read, out var value, out var defect)
            ? use(credential, value, body)
            : ProblemAnswer.WriteAsync(context, RefusalProblem.Where(ProblemTable.Malformed, defect)));

    /// <summary>The call's Idempotency-Key; false if it is there and malformed. Null if it is not there.</summary>
    public static bool TryKey(HttpContext context, out string? key)
    {
        var values = context.Request.Headers[KeyHeader];
        key = values.Count == 1 ? values[0] : null;
        return values.Count == 0 || (key is { Length: > 0 and <= MaxKey } && !key.AsSpan().ContainsAnyExcept(KeyCharacters));
    }

    /// <summary>The opening of the path; no opening has another spelling.</summary>
    public static bool TryOpening(HttpContext context, out OpeningId opening) => OpeningId.TryParse(context.GetRouteValue("op") as string, out opening);

    /// <summary>The challenge of the path.</summary>
    public static bool TryChallenge(HttpContext context, out ChallengeId challenge) => ChallengeId.TryParse(context.GetRouteValue("ch") as string, out challenge);
}
