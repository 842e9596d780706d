using System.Text.Json;
using Hub.Gateway.Calls;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Durability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Gateway.Management;

/// <summary>
/// <c>GET /admin/events?subject=…&amp;after=…</c>: what happened to a challenge, or to the hub itself (<c>hub</c>): scans, refusals, pages that came and went, outages. For whoever must
/// find out whose fault a missing answer was.
/// </summary>
internal sealed class EventsCall(AdminToken token, IServiceProvider services)
{
    private const int Most = 200;
    private const int MaxSubject = 128;

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/admin/events", (RequestDelegate)ListAsync).ExcludeFromDescription();

    private async Task ListAsync(HttpContext context)
    {
        if (!token.IsOn(context.Request))
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.Unauthenticated);
            return;
        }
        var subject = context.Request.Query["subject"].ToString();
        if (subject.Length is 0 or > MaxSubject || !CallQuery.TryInteger(context, "after", CallQuery.MaxInteger, out var after))
        {
            await ProblemAnswer.WriteAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "subject or after"));
            return;
        }
        if (services.GetService<IEventReader>() is not { } events)
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound); // This process has no database of its own.
            return;
        }
        var stored = await events.OfSubjectAsync(subject, after, Most, context.RequestAborted);
        await Answer.JsonAsync(context, StatusCodes.Status200OK, new EventsBody(
            [.. stored.Select(it => new EventBody(it.Position, it.Entry.At, it.Entry.Kind, JsonDocument.Parse(it.Entry.Detail).RootElement))]));
    }
}

/// <summary>Some events, in the order they were stored.</summary>
internal sealed record EventsBody(IReadOnlyList<EventBody> Events);

/// <summary>One event.</summary>
internal sealed record EventBody(long Position, DateTimeOffset At, string Kind, JsonElement Detail);
