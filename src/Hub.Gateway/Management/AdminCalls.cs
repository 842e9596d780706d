using Hub.Cryptography;
using Hub.Gateway.Bodies;
using Hub.Gateway.Calls;
using Hub.Gateway.Credentials;
using Hub.Gateway.Enterprises;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Hub.Gateway.Management;

/// <summary>What operators do, each action with who did it (<c>X-Hub-Actor</c>). On the management surface, behind the operators' token.</summary>
internal sealed class AdminCalls(IGrainFactory grains, BodyIntake bodies, AdminToken token, CredentialCheck credentials, TimeProvider time, IServiceProvider services)
{
    private const string ActorHeader = "X-Hub-Actor";
    private const int MaxActor = 64;
    private const int MaxChain = 8;
    private const int MaxCertificate = 8192;

    public void Map(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin").ExcludeFromDescription();
        admin.MapGet("/platforms", Guarded(ListPlatformsAsync));
        admin.MapPost("/platforms", Posting(PutPlatformShape.Read, PutPlatformAsync));
        admin.MapPost("/platforms/{platform}/credentials", Posting(LabelShape.Read, AddCredentialAsync));
        admin.MapDelete("/platforms/{platform}/credentials/{label}", Guarded(RevokeCredentialAsync));
        admin.MapGet("/authorities", Guarded(ListAuthoritiesAsync));
        admin.MapPost("/authorities", Posting(PutAuthorityShape.Read, PutAuthorityAsync));
        admin.MapDelete("/authorities/{authority}", Guarded(RemoveAuthorityAsync));
        admin.MapGet("/anchors", Guarded(ReadAnchorsAsync));
        admin.MapGet("/enterprises/{code}", Guarded(ShowEnterpriseAsync));
        admin.MapPost("/enterprises/{code}/suspension", Posting(SuspensionShape.Read, SuspendAsync));
        admin.MapGet("/actions", Guarded(ListActionsAsync));
        admin.MapPost("/backup", Posting(BackupShape.Read, BackupAsync));
    }

    private RequestDelegate Guarded(RequestDelegate use) => context =>
        token.IsOn(context.Request) ? use(context) : ProblemAnswer.WriteAsync(context, ProblemTable.Unauthenticated);

    private RequestDelegate Posting<T>(Func<RecordReader, T?> read, Func<HttpContext, T, OperatorAction, Task> use) where T : class => Guarded(context =>
        bodies.ReadAsync(context, BodyLimit.Platform, body =>
        {
            if (!RecordReader.TryRead(body.Bytes, BodyLimit.Platform, read, out var value, out var defect))
                return ProblemAnswer.WriteAsync(context, RefusalProblem.Where(ProblemTable.Malformed, defect));
            return TryActor(context, out var action) ? use(context, value, action) : RefuseActorAsync(context);
        }));

    private async Task ListPlatformsAsync(HttpContext context)
    {
        var trust = await grains.GetGrain<ITrustGrain>(ITrustGrain.Key).Read();
        var platforms = new List<PlatformBody>();
        foreach (var id in trust.Platforms)
        {
            if ((await grains.GetGrain<IPlatformGrain>(id).Identify()).Value is { } it)
                platforms.Add(new PlatformBody(it.PlatformId, it.Name, it.Chain, it.Successions.Count, it.Credentials));
        }
        await Answer.JsonAsync(context, StatusCodes.Status200OK, new PlatformsBody(platforms));
    }

    private async Task PutPlatformAsync(HttpContext context, PutPlatformShape request, OperatorAction action) =>
        await Answer.DoneAsync(context, await grains.GetGrain<IPlatformGrain>(request.Id.ToString()).Put(request.Name, request.Chain, action));

    private async Task AddCredentialAsync(HttpContext context, LabelShape request, OperatorAction action)
    {
        if (await PlatformAsync(context) is { } platform)
            await Answer.OutcomeAsync(context, await platform.AddCredential(request.Label, action), StatusCodes.Status201Created,
                it => new NewCredentialBody(it.PlatformId, it.Label, $"{it.PlatformId}.{it.Secret}"));
    }

    private async Task RevokeCredentialAsync(HttpContext context)
    {
        if (!TryActor(context, out var action))
            await RefuseActorAsync(context);
        else if (PlatformId.TryParse(context.GetRouteValue("platform") as string, out var platform))
        {
            var ended = await grains.GetGrain<IPlatformGrain>(platform.ToString()).RevokeCredential((string)context.GetRouteValue("label")!, action);
            credentials.Forget(platform);
            await Answer.DoneAsync(context, ended);
        }
        else
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
    }

    private async Task ListAuthoritiesAsync(HttpContext context)
    {
        var trust = await grains.GetGrain<ITrustGrain>(ITrustGrain.Key).Read();
        var authorities = new List<AuthorityBody>();
        foreach (var id in trust.Authorities)
        {
            if ((await grains.GetGrain<IAuthorityGrain>(id).Identify()).Value is { } it)
                authorities.Add(new AuthorityBody(it.AuthorityId, it.Name, it.Url, it.Chain, it.Crls.Count > 0, [.. it.Crls.Select(der => ListBody.Of(der, time.GetUtcNow()))]));
        }
        await Answer.JsonAsync(context, StatusCodes.Status200OK, new AuthoritiesBody(authorities));
    }

    private async Task PutAuthorityAsync(HttpContext context, PutAuthorityShape request, OperatorAction action) => await Answer.OutcomeAsync(
        context, await grains.GetGrain<IAuthorityGrain>(request.Id.ToString()).Put(request.Name, request.Url, request.Chain, action), StatusCodes.Status200OK, it => new AnchorsBody(it));

    private async Task RemoveAuthorityAsync(HttpContext context)
    {
        if (!TryActor(context, out var action))
            await RefuseActorAsync(context);
        else if (AuthorityId.TryParse(context.GetRouteValue("authority") as string, out var authority))
            await Answer.OutcomeAsync(context, await grains.GetGrain<IAuthorityGrain>(authority.ToString()).Remove(action), StatusCodes.Status200OK, it => new AnchorsBody(it));
        else
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
    }

    private async Task ReadAnchorsAsync(HttpContext context)
    {
        var trust = await grains.GetGrain<ITrustGrain>(ITrustGrain.Key).Read();
        if (trust.Anchors.Length == 0)
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
            return;
        }
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = trust.Anchors.Length;
        await context.Response.Body.WriteAsync(trust.Anchors, context.RequestAborted);
    }

    private async Task ShowEnterpriseAsync(HttpContext context)
    {
        if (await EnterpriseView.FindAsync(context, grains) is not { } enterprise)
            return;
        var certificates = new List<HeldCertificateBody>();
        await foreach (var (signKeyId, standing) in EnterpriseView.StandingsAsync(grains, enterprise, time.GetUtcNow()))
            certificates.Add(HeldCertificateBody.Of(signKeyId, standing));
        await Answer.JsonAsync(context, StatusCodes.Status200OK,
            new EnterpriseBody(enterprise.EnterpriseId, enterprise.Name, enterprise.Suspended, certificates.Count, certificates));
    }

    private async Task SuspendAsync(HttpContext context, SuspensionShape request, OperatorAction action)
    {
        if (CreditCode.TryParse(context.GetRouteValue("code") as string, out var code))
            await Answer.DoneAsync(context, await grains.GetGrain<IEnterpriseGrain>(new EnterpriseId(code).ToString()).SetSuspended(request.Suspended, action));
        else
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
    }

    private async Task ListActionsAsync(HttpContext context)
    {
        if (services.GetService<IAdminActionReader>() is not { } reader)
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound); // This process has no database of its own.
            return;
        }
        if (!CallQuery.TryInteger(context, "after", CallQuery.MaxInteger, out var after))
        {
            await ProblemAnswer.WriteAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "after is not an integer within its range"));
            return;
        }
        var actions = await reader.ListAsync(after, IAdminActionReader.MaxActions, context.RequestAborted);
        await Answer.JsonAsync(context, StatusCodes.Status200OK, new ActionsBody(
            [.. actions.Select(it => new ActionBody(it.Position, it.Action.At, it.Action.Actor, it.Action.Action, it.Action.Subject, it.Action.Detail))]));
    }

    private async Task BackupAsync(HttpContext context, BackupShape request, OperatorAction action)
    {
        if (services.GetService<IBackup>() is not { } backup)
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound); // This process has no database of its own.
            return;
        }
        string path;
        try
        {
            path = await backup.BackupAsync(request.Path, context.RequestAborted);
        }
        catch (IOException fault)
        {
            // To the operator, who gave the path.
            await ProblemAnswer.WriteAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "path: " + fault.Message));
            return;
        }
        // The copy is there now, whoever has gone away meanwhile: it goes on record.
        await services.GetRequiredService<IAdminActionLog>().AppendAsync(new AdminActionRow(action.At, action.Actor, "backup", path, ""), CancellationToken.None);
        await Answer.JsonAsync(context, StatusCodes.Status200OK, new BackupBody(path));
    }

    private bool TryActor(HttpContext context, out OperatorAction action)
    {
        var actor = context.Request.Headers[ActorHeader] is [{ } header] ? header : "";
        action = new OperatorAction(actor, time.GetUtcNow());
        return actor.Length is > 0 and <= MaxActor && actor.All(c => c is >= ' ' and < '\u007f');
    }

    private static Task RefuseActorAsync(HttpContext context) =>
        ProblemAnswer.WriteAsync(context, RefusalProblem.Where(ProblemTable.Malformed, $"{ActorHeader} is not 1 to {MaxActor} ASCII characters"));

    private async Task<IPlatformGrain?> PlatformAsync(HttpContext context)
    {
        if (PlatformId.TryParse(context.GetRouteValue("platform") as string, out var platform))
            return grains.GetGrain<IPlatformGrain>(platform.ToString());
        await ProblemAnswer.WriteAsync(context, ProblemTable.NotFound);
        return null;
    }

    /// <summary>A chain in a body.</summary>
    internal static IReadOnlyList<byte[]> Chain(RecordReader reader) => reader.BytesList("chain", 1, MaxChain, MaxCertificate);
}
