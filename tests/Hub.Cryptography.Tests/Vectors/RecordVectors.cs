using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>Every record, and for each the bytes that are refused, told as one change to the good ones.</summary>
internal static class RecordVectors
{
    public static JsonObject Make() => new()
    {
        ["about"] = "Section 3. A refused record is the good one with the bytes [from, to) replaced by the bytes of the text 'put' (UTF-8). 'key' signed these bytes: a name of keys.json (SM2), or 'device' (its deviceKey, ECDSA).",
        ["records"] = VectorFile.List(VectorRecords.All.Select(Make)),
        // Not UTF-8, and so not a text that could be put.
        ["notUtf8"] = VectorFile.Base64([.. "{\"type\":\"scan/1\",\"hub\":\""u8, 0xff, .. "\"}"u8]),
    };

    private static JsonObject Make(VectorRecord record)
    {
        var made = new JsonObject
        {
            ["name"] = record.Name,
            ["type"] = record.Type,
            ["bytes"] = VectorFile.Base64(record.Bytes),
            ["members"] = JsonNode.Parse(record.Bytes),
            ["sm3"] = Sm3Digest.Of(record.Bytes).ToString(),
        };
        if (record.Signer is { } signer)
        {
            made["key"] = signer;
            made["signature"] = VectorFile.Base64(signer == "device" ? VectorDevice.Signed(record.Bytes).Signature : VectorKeys.SignAs(VectorKeys.Named(signer), record.Bytes));
        }
        made["refused"] = VectorFile.List([.. Systematic(record), .. record.OutOfRange.Select(change => OutOfRange(record, change))]);
        return made;
    }

    private static IEnumerable<JsonNode> Systematic(VectorRecord record)
    {
        var members = Members(record.Bytes);
        var end = record.Bytes.Length;
        for (var i = 0; i < members.Count; i++)
        {
            var (name, from, to, value) = members[i];
            if (value < to && to - from < 400)
                yield return Change($"{name} twice", from, from, Encoding.UTF8.GetString(record.Bytes, from, to - from) + ",");
            if (!record.Optional.Contains(name))
                yield return i + 1 < members.Count ? Change($"{name} missing", from, members[i + 1].From, "") : Change($"{name} missing", members[i - 1].To, to, "");
        }
        var (_, _, _, second) = members[1];
        yield return Change($"{members[1].Name} null", second, members[1].To, "null");
        yield return Change("a member unknown", end - 1, end - 1, ",\"extra\":1");
        yield return Change("a byte follows", end, end, "0");
        yield return Change("the last byte missing", end - 1, end, "");
        yield return Change("a byte order mark", 0, 0, "\ufeff");
        yield return Change("empty", 0, end, "");
        yield return Change("another version of the type", members[0].To - 2, members[0].To - 1, "2");
        yield return Change("type not first", 0, members[1].To, "{" + Encoding.UTF8.GetString(record.Bytes, members[1].From, members[1].To - members[1].From) + "," + Encoding.UTF8.GetString(record.Bytes, members[0].From, members[0].To - members[0].From));
        yield return Change("a list of it", 0, 0, "[");
    }

    private static JsonObject OutOfRange(VectorRecord record, (string Find, string Put, string Why) change)
    {
        var find = Encoding.UTF8.GetBytes(change.Find);
        var at = record.Bytes.AsSpan().IndexOf(find);
        return at >= 0 ? Change(change.Why, at, at + find.Length, change.Put) : throw new InvalidOperationException($"{record.Name} has no {change.Find}.");
    }

    private static JsonObject Change(string why, int from, int to, string put) => new() { ["why"] = why, ["from"] = from, ["to"] = to, ["put"] = put };

    /// <summary>Name, place and value's place of each member of the outermost object.</summary>
    private static List<(string Name, int From, int To, int Value)> Members(byte[] json)
    {
        var members = new List<(string, int, int, int)>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var from = (int)reader.TokenStartIndex;
            reader.Read();
            var value = (int)reader.TokenStartIndex;
            reader.Skip();
            members.Add((name, from, (int)reader.BytesConsumed, value));
        }
        return members;
    }
}
