using System.Security.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

/// <summary>Who waits: terms at once, the board gathered to at most five deltas a second, and the moments at which the phase changes by itself.</summary>
internal sealed partial class OpeningGrain
{
    private static readonly TimeSpan BoardPace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WatchPace = TimeSpan.FromSeconds(1);

    private BoardTiles _board = null!;
    private IGrainTimer? _boardTimer, _watchTimer;
    private long _boardSentAt;
    private string _toldPhase = OpeningPhase.Registered;

    public Task TileChanged(TileRow tile)
    {
        if (!IsDescribed)
            return Task.CompletedTask;
        _board.Apply(tile);
        SendBoardSoon(NoticedTerms());
        // Judged by an end that was moved in the meantime.
        if (tile is { State: TileState.Late, At: { } arrival } && State.Window is { } window && window.Contains(arrival))
            JudgeLateAgain(tile.ChallengeId);
        return Task.CompletedTask;
    }

    public Task<Outcome<BoardSnapshot>> Board()
    {
        if (!IsDescribed)
            return Task.FromResult<Outcome<BoardSnapshot>>(new NotFound());
        var terms = NoticedTerms();
        return Task.FromResult<Outcome<BoardSnapshot>>(IsPublic(terms) ? _board.Snapshot(terms) : _board.Empty(terms));
    }

    private static bool IsPublic(OpeningTerms terms) => terms.Phase is OpeningPhase.Started or OpeningPhase.Closed;

    private BoardTiles NewBoard() => new(Id, RandomNumberGenerator.GetHexString(16, lowercase: true));

    // Registrations write their rows without a word to the board; at the freeze there will be no more of them.
    private async Task ReadBoard()
    {
        using var limit = new CancellationTokenSource(ReadPatience);
        foreach (var row in await _boardRows.ForOpeningAsync(Id, limit.Token))
        {
            if (!BoardPayload.TryParse(row.Payload, out var tile))
                throw new InvalidOperationException("A stored tile cannot be read.");
            _board.Apply(tile);
            // A close lies after every answer that counts, also those that another activation judged.
            if (TileOrder.HasAnswer(tile.State))
                NoteAnswer(tile.At);
        }
    }

    /// <summary>
    /// Before the freeze an activation must tell nobody anything, since a registration may have caused it. After it, who waits is told the phase anew: the moment of the
    /// start may have passed while nobody was here.
    /// </summary>
    private void BeginWatch()
    {
        _toldPhase = State.Freeze is null ? OpeningPhase.Registered : OpeningPhase.Frozen;
        WatchForChange();
    }

    /// <summary>The terms now; if the phase has changed by itself since it was last told, it is told now.</summary>
    private OpeningTerms NoticedTerms()
    {
        var terms = OpeningRules.Terms(State, Now);
        if (terms.Phase != _toldPhase)
            Tell(terms);
        return terms;
    }

    /// <summary>Tells the terms, changed or not.</summary>
    private void PushTerms() => Tell(OpeningRules.Terms(State, Now));

    private void Tell(OpeningTerms terms)
    {
        var begins = IsPublic(terms) && _toldPhase is not (OpeningPhase.Started or OpeningPhase.Closed);
        _toldPhase = terms.Phase;
        _push.OpeningChanged(terms);
        if (begins)
        {
            _board.ChangeAll();
            SendBoardSoon(terms);
        }
        WatchForChange();
    }

    private void SendBoardSoon(OpeningTerms terms)
    {
        if (_boardTimer is not null || !_board.HasChanges || !IsPublic(terms))
            return;
        var wait = BoardPace - TimeSpan.FromMilliseconds(Environment.TickCount64 - _boardSentAt);
        _boardTimer = this.RegisterGrainTimer(SendBoard, new GrainTimerCreationOptions(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private Task SendBoard()
    {
        _boardTimer?.Dispose();
        _boardTimer = null;
        _boardSentAt = Environment.TickCount64;
        _push.BoardChanged(_board.TakeDelta(NoticedTerms()));
        return Task.CompletedTask;
    }

    // Once a second at least, so that a clock that was set cannot make a start late; it also keeps the grain here from the freeze to the close, and until late answers are judged.
    private void WatchForChange()
    {
        var next = OpeningRules.NextChange(State, Now);
        if (next is null && _unjudged.Count == 0)
        {
            _watchTimer?.Dispose();
            _watchTimer = null;
            return;
        }
        var wait = next - Now ?? WatchPace;
        wait = wait > WatchPace ? WatchPace : wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        if (_watchTimer is null)
            _watchTimer = this.RegisterGrainTimer(Look, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        else
            _watchTimer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private Task Look()
    {
        NoticedTerms();
        JudgeSome();
        WatchForChange();
        return Task.CompletedTask;
    }
}
