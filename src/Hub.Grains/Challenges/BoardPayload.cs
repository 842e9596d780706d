using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

/// <summary>A tile as the board's read model holds it: the JSON of a <see cref="TileRow"/>, with its members' names as they are.</summary>
internal static class BoardPayload
{
    /// <summary>The bytes to be stored.</summary>
    public static byte[] Encode(TileRow tile) => JsonSerializer.SerializeToUtf8Bytes(tile);

    /// <summary>Reads what was stored; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TileRow? tile)
    {
        try
        {
            tile = JsonSerializer.Deserialize<TileRow>(bytes);
        }
        catch (JsonException)
        {
            tile = null;
        }
        return tile is not null;
    }
}
