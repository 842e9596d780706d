using Hub.Gateway.Openings;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Live;

/// <summary>The board of an opening, or with some tiles only the change of it (protocol, 7.3).</summary>
internal sealed record BoardBody(string Epoch, long Number, TermsBody Opening, IReadOnlyList<TileBody> Tiles)
{
    public BoardBody(BoardSnapshot it, DateTimeOffset now) : this(
        it.Epoch, it.Number, new TermsBody(it.Terms, now), [.. it.Tiles.Select(tile => new TileBody(tile.Tile, tile.Bidder, tile.Lots, tile.State, tile.At))])
    {
    }
}

/// <summary>One bidder.</summary>
internal sealed record TileBody(string Tile, string Bidder, IReadOnlyList<string> Lots, string State, DateTimeOffset? At);
