using Hub.Gateway.Challenges;
using Hub.Gateway.Limits;
using Hub.Gateway.Problems;
using Hub.Grains.Contracts;
using Hub.Grains.Qr;
using Microsoft.AspNetCore.SignalR;
using Orleans;

namespace Hub.Gateway.Live;

/// <summary>
/// Pages that wait (protocol, 7.3): the bidder's page with a watch token, the hall's screen with a board token. Each call joins first and reads then, so that nothing falls between
/// the two. A page calls again after every connect; nothing is kept for it here. A refusal is a HubException that ends with the problem's type.
/// </summary>
internal sealed class LiveHub(IGrainFactory grains, WatchToken watchTokens, BoardToken boardTokens, LiveBudgets budgets, QrUrls urls, TimeProvider time) : Hub<ILivePage>
{
    private const string WatchesItem = "watches";

    private LiveWatches Watches => (LiveWatches)Context.Items[WatchesItem]!;

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        Context.Items[WatchesItem] = new LiveWatches(Context, Groups, time);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Watches.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Watches a challenge and its opening.</summary>
    public async Task<SnapshotBody> Watch(string watchToken)
    {
        if (!watchTokens.TryOpen(watchToken, time.GetUtcNow(), out var grant))
            throw Refusal(ProblemTable.BadToken);
        var challenge = grant.Challenge.ToString();
        Charge(challenge, grant.Expires);
        var grain = grains.GetGrain<IChallengeGrain>(challenge);
        if (Join(LiveGroups.Challenge(challenge), grant.Expires, left: () => grain.PageChanged(false, time.GetUtcNow()).Ignore()))
            grain.PageChanged(true, time.GetUtcNow()).Ignore();
        var snapshot = Require(await grain.Read(null));
        if (snapshot.Terms is { } terms && Join(LiveGroups.Opening(terms.OpeningId), grant.Expires))
            snapshot = Require(await grain.Read(null)); // The opening is known only now; what changed before it was joined is in this one.
        var now = time.GetUtcNow();
        return new SnapshotBody(snapshot, now, IsDecided(snapshot.State) ? null : urls.Book(grant, now));
    }

    /// <summary>The next book of frames.</summary>
    public FramesBody Frames(string watchToken)
    {
        // Before the token: an invented one costs as much to look at.
        if (!budgets.TryCharge(Context.ConnectionId))
            throw Refusal(ProblemTable.RateLimited);
        return watchTokens.TryOpen(watchToken, time.GetUtcNow(), out var grant) ? urls.Book(grant, time.GetUtcNow()) : throw Refusal(ProblemTable.BadToken);
    }

    /// <summary>Watches the board of an opening.</summary>
    public async Task<BoardBody> WatchBoard(string boardToken)
    {
        if (!boardTokens.TryOpen(boardToken, time.GetUtcNow(), out var grant))
            throw Refusal(ProblemTable.BadToken);
        var opening = grant.Opening.ToString();
        Charge(opening, grant.Expires);
        Join(LiveGroups.Board(opening), grant.Expires);
        Join(LiveGroups.Opening(opening), grant.Expires);
        var board = Require(await grains.GetGrain<IOpeningGrain>(opening).Board());
        return new BoardBody(board, time.GetUtcNow());
    }

    private void Charge(string subject, DateTimeOffset expires)
    {
        var from = Context.GetHttpContext() is { } request ? AddressKey.Of(request) : default;
        if (!budgets.TryCharge(Context.ConnectionId, subject, expires, from))
            throw Refusal(ProblemTable.RateLimited);
    }

    private bool Join(string group, DateTimeOffset until, Action? left = null) =>
        Watches.TryJoin(group, until, out var joined, left) ? joined : throw Refusal(ProblemTable.RateLimited);

    private static bool IsDecided(string state) => state is "approved" or "rejected" or "expired" or "cancelled";

    private static T Require<T>(Outcome<T> outcome) where T : class => outcome.Try(out var value, out var refusal) ? value : throw Refusal(RefusalProblem.Of(refusal).Type);

    private static HubException Refusal(ProblemType type) => new(type.Urn);
}
