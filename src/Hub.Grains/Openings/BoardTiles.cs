using System.Text;
using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

/// <summary>
/// The board of an opening as its hall sees it: one tile a bidder, whatever the number of its certificates, with changes gathered until they are taken. Numbers count the
/// deltas within an epoch; a page that misses one asks for the whole board.
/// </summary>
/// <param name="openingId">The opening.</param>
/// <param name="epoch">Another one for every activation: what a page has of an earlier one is worthless.</param>
internal sealed class BoardTiles(string openingId, string epoch)
{
    private readonly Dictionary<string, TileRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _challengesOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tileIds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, BoardTile> _shown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _late = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _changed = new(StringComparer.Ordinal);
    private IReadOnlyList<BoardTile>? _whole;
    private long _number;

    /// <summary>Something was not taken yet.</summary>
    internal bool HasChanges => _changed.Count > 0;

    /// <summary>Takes what a challenge says of itself. An older word than the one known, or an unknown one, changes nothing.</summary>
    internal void Apply(TileRow row)
    {
        if (!TileOrder.IsState(row.State) || (_rows.TryGetValue(row.ChallengeId, out var known) && known.Number > row.Number))
            return;
        _rows[row.ChallengeId] = row;
        // Whoever scans again is shown so, but its late answer stays one.
        if (row.State == TileState.Late)
            _late.Add(row.ChallengeId);
        else if (TileOrder.HasAnswer(row.State))
            _late.Remove(row.ChallengeId);
        if (!_challengesOf.TryGetValue(row.BidderId, out var challenges))
            _challengesOf[row.BidderId] = challenges = new SortedSet<string>(StringComparer.Ordinal);
        challenges.Add(row.ChallengeId);
        _changed.Add(row.BidderId);
    }

    /// <summary>The challenges with an answer that was kept as late and does not count.</summary>
    internal IReadOnlyList<string> Late() => [.. _late];

    /// <summary>From now on every tile counts as changed: at the start nobody has any.</summary>
    internal void ChangeAll() => _changed.UnionWith(_challengesOf.Keys);

    /// <summary>
    /// The whole board, made anew once after each delta and otherwise the same list: thousands of screens may ask at once. What changed since the last delta may be missing; it is
    /// in the next one.
    /// </summary>
    internal BoardSnapshot Snapshot(OpeningTerms terms)
    {
        if (_whole is null)
        {
            foreach (var bidder in _changed)
                Show(bidder);
            _whole = [.. _shown.Values];
        }
        return new BoardSnapshot(epoch, _number, terms, _whole);
    }

    /// <summary>The board without tiles, for the time before the start (D10). The same whatever happens until then: an epoch of this activation would tell that somebody caused another.</summary>
    internal BoardSnapshot Empty(OpeningTerms terms) => new(Sm3Digest.OfParts("board"u8.ToArray(), Encoding.UTF8.GetBytes(openingId)).ToString()[..16], 0, terms, []);

    /// <summary>The changes since the last delta, under the next number.</summary>
    internal BoardSnapshot TakeDelta(OpeningTerms terms)
    {
        var tiles = _changed.Select(Show).OfType<BoardTile>().ToList();
        _changed.Clear();
        _whole = null;
        return new BoardSnapshot(epoch, ++_number, terms, tiles);
    }

    /// <summary>A bidder's tile within this opening: 16 hex digits that are the same after a restart.</summary>
    private string TileId(string bidderId)
    {
        if (!_tileIds.TryGetValue(bidderId, out var id))
            _tileIds[bidderId] = id = Sm3Digest.OfParts(Encoding.UTF8.GetBytes(openingId), Encoding.UTF8.GetBytes(bidderId)).ToString()[..16];
        return id;
    }

    private BoardTile? Show(string bidderId)
    {
        var tile = TileOf(bidderId);
        if (tile is not null)
            _shown[tile.Tile] = tile;
        else
            _shown.Remove(TileId(bidderId));
        return tile;
    }

    // A challenge whose envelopes were all withdrawn has no lots left: it is no part of the bid.
    private BoardTile? TileOf(string bidderId)
    {
        var rows = _challengesOf[bidderId].Select(challenge => _rows[challenge]).Where(row => row.Lots.Count > 0).ToList();
        if (rows.Count == 0)
            return null;
        var shown = rows.MinBy(row => TileOrder.Rank(row.State))!;
        var lots = rows.SelectMany(row => row.Lots).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new BoardTile(TileId(bidderId), shown.BidderName, [.. lots], shown.State, shown.At);
    }
}
