using Hub.Cryptography;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Http;

namespace Hub.Gateway.Problems;

/// <summary>Answers with RFC 9457 problem details.</summary>
internal static class ProblemAnswer
{
    public const string MediaType = "application/problem+json";

    /// <summary>Answers with a refusal's problem.</summary>
    public static Task WriteAsync(HttpContext context, Refusal refusal) => WriteAsync(context, RefusalProblem.Of(refusal));

    /// <summary>Answers with a problem.</summary>
    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        var (type, members) = problem;
        var bytes = RecordWriter.Write(writer =>
        {
            writer.Text("type", type.Urn).Text("title", type.Title).Integer("status", type.Status).Text("detail", type.Detail).Text("next", type.Next)
                .Text("trace", context.TraceIdentifier);
            members?.Invoke(writer);
        });
        await EvenAnswer.DueAsync(context, type);
        var response = context.Response;
        response.StatusCode = type.Status;
        response.ContentType = MediaType;
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        if (type.RetryAfter > 0)
            response.Headers.RetryAfter = type.RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (type.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
