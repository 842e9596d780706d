using Hub.Gateway.Challenges;
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
internal sealed class LiveHub(IGrainFactory grains, WatchToken watchTokens, BoardToken boardTokens, QrUrls urls, TimeProvider time) : Hub<ILivePage>
{
    /// <summary>Most challenges and openings of one connection.</summary>
    public const int MaxWatched = 16;

    private const string WatchedItem = "watched";
    private const string PagesItem = "pages";

    private HashSet<string> Pages => (HashSet<string>)Context.Items[PagesItem]!;

    /// <summary>How long a connection may be there and watch nothing.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        Context.Items[WatchedItem] = new HashSet<string>();
        Context.Items[PagesItem] = new HashSet<string>();
        _ = CloseUnlessWatchingAsync(Context, time);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var challenge in Pages)
            grains.GetGrain<IChallengeGrain>(challenge).PageChanged(false, time.GetUtcNow()).Ignore();
        return Task.CompletedTask;
    }

    /// <summary>Watches a challenge and its opening.</summary>
    public async Task<SnapshotBody> Watch(string watchToken)
    {
        if (!watchTokens.TryOpen(watchToken, time.GetUtcNow(), out var grant))
            throw Refusal(ProblemTable.BadToken);
        var challenge = grant.Challenge.ToString();
        await JoinAsync(LiveGroups.Challenge(challenge));
        var grain = grains.GetGrain<IChallengeGrain>(challenge);
        Pages.Add(challenge);
        grain.PageChanged(true, time.GetUtcNow()).Ignore();
        var snapshot = Require(await grain.Read(null));
        if (snapshot.Terms is { } terms && await JoinAsync(LiveGroups.Opening(terms.OpeningId)))
            snapshot = Require(await grain.Read(null)); // The opening is known only now; what changed before it was joined is in this one.
        var now = time.GetUtcNow();
        return new SnapshotBody(snapshot, now, IsDecided(snapshot.State) ? null : urls.Book(grant, now));
    }

    /// <summary>The next book of frames.</summary>
    public FramesBody Frames(string watchToken) =>
        watchTokens.TryOpen(watchToken, time.GetUtcNow(), out var grant) ? urls.Book(grant, time.GetUtcNow()) : throw Refusal(ProblemTable.BadToken);

    /// <summary>Watches the board of an opening.</summary>
    public async Task<BoardBody> WatchBoard(string boardToken)
    {
        if (!boardTokens.TryOpen(boardToken, time.GetUtcNow(), out var grant))
            throw Refusal(ProblemTable.BadToken);
        var opening = grant.Opening.ToString();
        await JoinAsync(LiveGroups.Board(opening));
        await JoinAsync(LiveGroups.Opening(opening));
        var board = Require(await grains.GetGrain<IOpeningGrain>(opening).Board());
        return new BoardBody(board, time.GetUtcNow());
    }

    private async Task<bool> JoinAsync(string group)
    {
        var watched = (HashSet<string>)Context.Items[WatchedItem]!;
        if (watched.Contains(group))
            return false;
        if (watched.Count >= 2 * MaxWatched) // Each watch joins two groups.
            throw Refusal(ProblemTable.RateLimited);
        watched.Add(group);
        await Groups.AddToGroupAsync(Context.ConnectionId, group, Context.ConnectionAborted);
        return true;
    }

    // Whoever has no token shall not hold a line that somebody with one may need.
    private static async Task CloseUnlessWatchingAsync(HubCallerContext context, TimeProvider time)
    {
        try
        {
            await Task.Delay(Patience, time, context.ConnectionAborted);
            if (((HashSet<string>)context.Items[WatchedItem]!).Count == 0)
                context.Abort();
        }
        catch (OperationCanceledException)
        {
            // Gone by itself.
        }
    }

    private static bool IsDecided(string state) => state is "approved" or "rejected" or "expired" or "cancelled";

    private static T Require<T>(Outcome<T> outcome) where T : class => outcome.Try(out var value, out var refusal) ? value : throw Refusal(RefusalProblem.Of(refusal).Type);

    private static HubException Refusal(ProblemType type) => new(type.Urn);
}
