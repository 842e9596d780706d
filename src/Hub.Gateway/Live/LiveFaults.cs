using Hub.Gateway.Problems;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace Hub.Gateway.Live;

/// <summary>What the fault boundary is for HTTP, for calls by pages: a page gets a problem's type, the log gets the fault.</summary>
internal sealed partial class LiveFaults(ILogger<LiveFaults> log) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext context, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception fault) when (fault is not HubException and not OperationCanceledException)
        {
            var type = FaultBoundary.Of(fault);
            if (type == ProblemTable.Internal)
                LogFault(log, fault, context.HubMethodName);
            throw new HubException(type.Urn);
        }
    }
}
