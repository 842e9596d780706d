using Hub.Gateway.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Gateway.Surfaces;

/// <summary>Lets a request through only on the surface that its path belongs to; anywhere else there is no such thing.</summary>
internal sealed class SurfaceGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<SurfaceFeature>() is { } feature && SurfacePaths.Serves(feature.Surface, context.Request.Path))
            return next(context);
        return ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
    }
}
