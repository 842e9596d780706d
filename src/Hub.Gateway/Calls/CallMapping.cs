using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Hub.Gateway.Calls;

/// <summary>
/// Maps calls as plain request delegates, because bodies are raw bytes that no binder may touch, and because nothing is generated at the start then; what a binder would have told
/// about the interface is said here.
/// </summary>
internal static class CallMapping
{
    /// <summary>Maps a call.</summary>
    public static IEndpointConventionBuilder MapCall(this IEndpointRouteBuilder routes, string method, string pattern, CallDescription description, RequestDelegate call) =>
        routes.MapMethods(pattern, [method], call).WithMetadata(description, call.Method, new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemShape), [ProblemAnswer.MediaType]));

    /// <summary>The call takes a body of this media type and shape.</summary>
    public static IEndpointConventionBuilder Takes<T>(this IEndpointConventionBuilder builder, string mediaType = "application/json") =>
        builder.WithMetadata(new AcceptsMetadata([mediaType], typeof(T), isOptional: false));

    /// <summary>The call answers with this shape.</summary>
    public static IEndpointConventionBuilder Gives<T>(this IEndpointConventionBuilder builder, int status = StatusCodes.Status200OK, string mediaType = "application/json") =>
        builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(T), [mediaType]));

    /// <summary>The call answers with nothing.</summary>
    public static IEndpointConventionBuilder GivesNothing(this IEndpointConventionBuilder builder) =>
        builder.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));

    /// <summary>The call refuses with these, beside <see cref="ProblemTable.Malformed"/>.</summary>
    public static IEndpointConventionBuilder Refuses(this IEndpointConventionBuilder builder, params ReadOnlySpan<ProblemType> types)
    {
        var seen = new HashSet<int> { StatusCodes.Status400BadRequest };
        foreach (var type in types)
        {
            if (seen.Add(type.Status))
                builder.WithMetadata(new ProducesResponseTypeMetadata(type.Status, typeof(ProblemShape), [ProblemAnswer.MediaType]));
        }
        return builder;
    }
}
