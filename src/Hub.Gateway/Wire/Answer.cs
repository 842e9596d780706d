using System.Text.Json;
using Hub.Gateway.Problems;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Http;

namespace Hub.Gateway.Wire;

/// <summary>Answers with JSON, or with the problem of a refusal.</summary>
internal static class Answer
{
    /// <summary>The value's JSON, or the refusal's problem.</summary>
    public static Task OutcomeAsync<T, TBody>(HttpContext context, Outcome<T> outcome, int status, Func<T, TBody> body) where T : class where TBody : class =>
        outcome.Try(out var value, out var refusal) ? JsonAsync(context, status, body(value)) : ProblemAnswer.WriteAsync(context, refusal);

    /// <summary>204, or the refusal's problem.</summary>
    public static Task DoneAsync(HttpContext context, Outcome<Done> outcome)
    {
        if (!outcome.Try(out _, out var refusal))
            return ProblemAnswer.WriteAsync(context, refusal);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>JSON with its length, never to be cached.</summary>
    public static async Task JsonAsync<T>(HttpContext context, int status, T body) where T : class
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Options);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
