using Hub.Grains.Durability;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;

namespace Hub.Gateway.Problems;

/// <summary>The outermost room: whatever went wrong within becomes a problem without a word of the exception, and what was refused without an answer gets one.</summary>
internal sealed partial class FaultBoundary(RequestDelegate next, ILogger<FaultBoundary> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is there to be answered.
        }
        catch (Exception fault)
        {
            var problem = Of(fault);
            if (problem == ProblemTable.Internal)
                LogFault(log, fault, context.TraceIdentifier);
            else if (Unwrapped(fault) is var met && met != fault)
                LogMet(log, met.GetType().Name, context.TraceIdentifier, problem.Name);
            if (context.Response.HasStarted)
            {
                context.Abort(); // Half an answer must not look like a whole one.
                return;
            }
            context.Response.Clear();
            await ProblemAnswer.WriteAsync(context, problem);
            return;
        }
        if (!context.Response.HasStarted && context.Response.ContentType is null && Unanswered(context.Response.StatusCode) is { } type)
            await ProblemAnswer.WriteAsync(context, type);
    }

    /// <summary>The problem that an exception stands for. All calls may be repeated, so an outcome that is not known is answered like one that did not happen: send the same again.</summary>
    public static ProblemType Of(Exception fault) => Unwrapped(fault) switch
    {
        StorageOverloadedException => ProblemTable.Overloaded,
        CompanionConflictException => ProblemTable.Internal,
        StorageException or InconsistentStateException => ProblemTable.StorageUnavailable,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ProblemTable.TooLarge,
        BadHttpRequestException => ProblemTable.Malformed,
        TimeoutException or OrleansMessageRejectionException or GatewayTooBusyException or SiloUnavailableException or ClientNotAvailableException => ProblemTable.Overloaded,
        _ => ProblemTable.Internal,
    };

    // What storage said to a grain that was being activated comes in an exception of Orleans' own, to those who waited behind the first in one more around it. Nobody else's wrapper is
    // opened: what lies within may be a fault of the hub that only looks like a busy disk.
    private static Exception Unwrapped(Exception fault) => fault switch
    {
        { InnerException: { } inner } when fault.GetType() == typeof(OrleansException) => Unwrapped(inner),
        InvalidOperationException { InnerException: OrleansException inner } => Unwrapped(inner),
        _ => fault,
    };

    // What routing itself refuses comes without a body.
    private static ProblemType? Unanswered(int status) => status switch
    {
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => ProblemTable.NotFound,
        StatusCodes.Status415UnsupportedMediaType => ProblemTable.UnsupportedMedia,
        StatusCodes.Status413PayloadTooLarge => ProblemTable.TooLarge,
        StatusCodes.Status400BadRequest => ProblemTable.Malformed,
        _ => null,
    };
}
