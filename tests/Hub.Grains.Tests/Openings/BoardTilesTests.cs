using CsCheck;
using Hub.Grains.Contracts;
using Hub.Grains.Openings;

namespace Hub.Grains.Tests.Openings;

public class BoardTilesTests
{
    private static readonly OpeningTerms Terms = OpeningRules.Terms(OpeningScene.Frozen(), OpeningScene.Start);
    private static readonly string[] States =
        [TileState.Waiting, TileState.Scanned, TileState.Answered, TileState.Partial, TileState.Rejected, TileState.Late, TileState.Admitted, TileState.Opened, TileState.Failed];

    [Fact]
    public void Two_certificates_of_one_bidder_share_a_tile_that_shows_the_one_further_from_done()
    {
        var board = Board(Row("ch-1", 1, "en-a", TileState.Answered, "A"), Row("ch-2", 1, "en-a", TileState.Waiting, "C", "A"), Row("ch-3", 1, "en-b", TileState.Opened, "B"));

        var tiles = board.Snapshot(Terms).Tiles;

        Assert.Equal(2, tiles.Count);
        var shared = Assert.Single(tiles, tile => tile.Lots.Count == 2);
        Assert.Equal(TileState.Waiting, shared.State);
        Assert.Equal(["A", "C"], shared.Lots);
    }

    [Fact]
    public void An_older_word_of_a_challenge_changes_nothing()
    {
        var board = Board(Row("ch-1", 5, "en-a", TileState.Answered, "A"));
        board.TakeDelta(Terms);

        board.Apply(Row("ch-1", 4, "en-a", TileState.Scanned, "A"));

        Assert.False(board.HasChanges);
        Assert.Equal(TileState.Answered, Assert.Single(board.Snapshot(Terms).Tiles).State);
    }

    [Fact]
    public void A_delta_has_the_changed_tiles_only_under_the_next_number_of_the_same_epoch()
    {
        var board = Board(Row("ch-1", 1, "en-a", TileState.Waiting, "A"), Row("ch-2", 1, "en-b", TileState.Waiting, "A"));
        var first = board.TakeDelta(Terms);

        board.Apply(Row("ch-2", 2, "en-b", TileState.Scanned, "A"));
        board.Apply(Row("ch-2", 3, "en-b", TileState.Answered, "A"));
        var second = board.TakeDelta(Terms);

        Assert.Equal((first.Epoch, first.Number + 1), (second.Epoch, second.Number));
        Assert.Equal(TileState.Answered, Assert.Single(second.Tiles).State);
        Assert.Equal(second.Number, board.Snapshot(Terms).Number);
        Assert.False(board.HasChanges);
    }

    [Fact]
    public void The_whole_board_is_made_once_for_all_who_ask_until_the_next_delta()
    {
        var board = Board(Row("ch-1", 1, "en-a", TileState.Waiting, "A"), Row("ch-2", 1, "en-b", TileState.Waiting, "A"));
        board.TakeDelta(Terms);
        var first = board.Snapshot(Terms);

        board.Apply(Row("ch-2", 2, "en-b", TileState.Answered, "A"));
        var between = board.Snapshot(Terms);
        var delta = board.TakeDelta(Terms);
        var after = board.Snapshot(Terms);

        Assert.Same(first.Tiles, between.Tiles);
        Assert.Equal(first.Number, between.Number);
        Assert.Equal(TileState.Answered, Assert.Single(delta.Tiles).State);
        Assert.Equal(delta.Number, after.Number);
        Assert.Contains(after.Tiles, tile => tile.State == TileState.Answered);
        Assert.Equal(after.Tiles.OrderBy(tile => tile.Tile, StringComparer.Ordinal), after.Tiles);
    }

    [Fact]
    public void A_page_that_asks_at_any_moment_and_takes_every_later_delta_has_the_board() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 20], Gen.Int[0, States.Length - 1], Gen.Int[0, 3]).Array[1, 60].Sample(steps =>
        {
            var board = new BoardTiles("op-1", "e");
            Dictionary<string, BoardTile>? page = null;
            foreach (var (challenge, number, state, step) in steps)
            {
                board.Apply(Row("ch-" + challenge, number, "en-" + challenge % 3, States[state], "A"));
                if (step == 1 && board.HasChanges)
                    Take();
                if (step == 2)
                    page = board.Snapshot(Terms).Tiles.ToDictionary(tile => tile.Tile);
                if (step == 3)
                    board.Snapshot(Terms);
            }
            page ??= board.Snapshot(Terms).Tiles.ToDictionary(tile => tile.Tile);
            Take();
            Assert.Equal(board.Snapshot(Terms).Tiles.Select(Seen), page.Values.OrderBy(tile => tile.Tile, StringComparer.Ordinal).Select(Seen));

            void Take()
            {
                foreach (var tile in board.TakeDelta(Terms).Tiles)
                    page?[tile.Tile] = tile;
            }
        });

    [Fact]
    public void At_the_start_every_tile_is_a_change()
    {
        var board = Board(Row("ch-1", 1, "en-a", TileState.Waiting, "A"), Row("ch-2", 1, "en-b", TileState.Waiting, "A"));
        board.TakeDelta(Terms);

        board.ChangeAll();

        Assert.Equal(2, board.TakeDelta(Terms).Tiles.Count);
    }

    [Fact]
    public void A_challenge_without_envelopes_is_no_part_of_a_tile()
    {
        var board = Board(Row("ch-1", 2, "en-a", TileState.Waiting), Row("ch-2", 1, "en-b", TileState.Opened, "A"), Row("ch-3", 1, "en-b", TileState.Waiting));

        Assert.Equal(TileState.Opened, Assert.Single(board.Snapshot(Terms).Tiles).State);
    }

    [Fact]
    public void A_tiles_id_tells_neither_bidder_nor_the_same_bidder_in_another_opening()
    {
        var here = Assert.Single(Board(Row("ch-1", 1, "en-a", TileState.Waiting, "A")).Snapshot(Terms).Tiles).Tile;
        var again = Assert.Single(Board(Row("ch-9", 1, "en-a", TileState.Waiting, "B")).Snapshot(Terms).Tiles).Tile;
        var elsewhere = new BoardTiles("op-2", "e");
        elsewhere.Apply(Row("ch-1", 1, "en-a", TileState.Waiting, "A"));

        Assert.Equal(here, again);
        Assert.Matches("^[0-9a-f]{16}$", here);
        Assert.NotEqual(here, Assert.Single(elsewhere.Snapshot(Terms).Tiles).Tile);
    }

    [Fact]
    public void Every_state_of_the_protocol_has_a_place_in_the_order() =>
        Assert.Equal(Enumerable.Range(0, States.Length), States.Select(TileOrder.Rank).Order());

    [Fact]
    public void A_page_that_takes_every_delta_has_the_board() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 20], Gen.Int[0, States.Length - 1], Gen.Bool).Array[1, 60].Sample(steps =>
        {
            var board = new BoardTiles("op-1", "e");
            var page = new Dictionary<string, BoardTile>();
            foreach (var (challenge, number, state, take) in steps)
            {
                board.Apply(Row("ch-" + challenge, number, "en-" + challenge % 3, States[state], "A"));
                if (take && board.HasChanges)
                    Take();
            }
            Take();
            Assert.Equal(board.Snapshot(Terms).Tiles.Select(Seen), page.Values.OrderBy(tile => tile.Tile, StringComparer.Ordinal).Select(Seen));

            void Take()
            {
                foreach (var tile in board.TakeDelta(Terms).Tiles)
                    page[tile.Tile] = tile;
            }
        });

    private static (string, string) Seen(BoardTile tile) => (tile.Tile, tile.State);

    private static BoardTiles Board(params TileRow[] rows)
    {
        var board = new BoardTiles("op-1", "0123456789abcdef");
        foreach (var row in rows)
            board.Apply(row);
        return board;
    }

    private static TileRow Row(string challenge, long number, string bidder, string state, params string[] lots) => new(challenge, number, bidder, "Bidder", lots, state, null);
}
