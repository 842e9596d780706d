using System.Text.Json;
using Demo.Operators;
using Microsoft.AspNetCore.SignalR.Client;

namespace Demo.Boards;

/// <summary>The hall's screen, in a terminal: follows the board at the hub's <c>/live</c> (protocol section 7.3) and tells each tile that changes.</summary>
internal sealed class TerminalBoard : IAsyncDisposable
{
    private const int TokenSeconds = 4 * 3600;

    private static readonly Dictionary<string, string> Words = new()
    {
        ["waiting"] = "等待解密",
        ["scanned"] = "已扫码",
        ["answered"] = "已应答",
        ["partial"] = "部分应答",
        ["rejected"] = "已拒绝",
        ["late"] = "逾期应答",
        ["admitted"] = "准予补救",
        ["opened"] = "已开启",
        ["failed"] = "开启失败",
    };

    private readonly HubConnection _connection;
    private readonly string _token;
    private readonly Narrator _narrator;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _shown = [];
    private string _epoch = "";
    private long _number;

    private TerminalBoard(HubConnection connection, string token, Narrator narrator) => (_connection, _token, _narrator) = (connection, token, narrator);

    public static async Task<TerminalBoard> WatchAsync(JsonCalls host, string opening, Narrator narrator, CancellationToken cancellation)
    {
        var token = await host.SendAsync(HttpMethod.Post, $"/host/openings/{opening}/board-tokens", new { validSeconds = TokenSeconds }, cancellation);
        var connection = new HubConnectionBuilder().WithUrl(new Uri(token.GetProperty("live").GetString()!)).WithAutomaticReconnect().Build();
        var board = new TerminalBoard(connection, token.GetProperty("boardToken").GetString()!, narrator);
        connection.On<JsonElement>("board", board.TakeDeltaAsync);
        // The terms change at the start: only then are there tiles, and they come with the whole board.
        connection.On<JsonElement>("opening", _ => board.ReadAsync());
        connection.Reconnected += _ => board.ReadAsync();
        await connection.StartAsync(cancellation);
        await board.ReadAsync();
        return board;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ReadAsync() => Show(await _connection.InvokeAsync<JsonElement>("WatchBoard", _token));

    private async Task TakeDeltaAsync(JsonElement delta)
    {
        bool fits;
        lock (_gate)
            fits = delta.GetProperty("epoch").GetString() == _epoch && delta.GetProperty("number").GetInt64() == _number + 1;
        if (fits)
            Show(delta);
        else
            await ReadAsync();
    }

    private void Show(JsonElement board)
    {
        lock (_gate)
        {
            (_epoch, _number) = (board.GetProperty("epoch").GetString()!, board.GetProperty("number").GetInt64());
            foreach (var tile in board.GetProperty("tiles").EnumerateArray())
            {
                var state = tile.GetProperty("state").GetString()!;
                var id = tile.GetProperty("tile").GetString()!;
                if (_shown.GetValueOrDefault(id) == state)
                    continue;
                _shown[id] = state;
                var lots = string.Join('、', tile.GetProperty("lots").EnumerateArray().Select(lot => lot.GetString()));
                _narrator.Say($"  board │ {tile.GetProperty("bidder").GetString()} │ 标段 {lots} │ {Words.GetValueOrDefault(state, state)}");
            }
        }
    }
}
