using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Hub.Cryptography;

/// <summary>
/// Reads one JSON object strictly: a member that is missing, unknown, there twice, of another type or out of its range is a defect, and so are
/// bytes that are not UTF-8 and anything after the value. The first defect sticks and names its place; what is read after it is worthless.
/// </summary>
public sealed class RecordReader
{
    private const int MaxDepth = 8;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private readonly Dictionary<string, JsonElement> _members = [];
    private readonly string _path;
    private readonly Defects _defects;

    private sealed class Defects
    {
        public string? First;
    }

    private RecordReader(JsonElement value, string path, Defects defects)
    {
        _path = path;
        _defects = defects;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Refuse("", "is not an object");
            return;
        }
        foreach (var member in value.EnumerateObject())
        {
            if (!_members.TryAdd(NameOf(member), member.Value))
                Refuse(NameOf(member), "is there twice");
        }
    }

    /// <summary>True until a defect was found.</summary>
    public bool IsGood => _defects.First is null;

    /// <summary>Reads a whole message.</summary>
    /// <param name="bytes">The message's exact bytes.</param>
    /// <param name="maxLength">More bytes than this are a defect, found before anything is parsed.</param>
    /// <param name="read">Takes every member.</param>
    /// <param name="value">What <paramref name="read"/> made, if there was no defect.</param>
    /// <param name="defect">Place and kind of the first defect, else empty. Never quotes the message.</param>
    public static bool TryRead<T>(ReadOnlyMemory<byte> bytes, int maxLength, Func<RecordReader, T?> read, [NotNullWhen(true)] out T? value, out string defect)
        where T : class
    {
        value = null;
        if (bytes.Length == 0)
            return Fail("empty", out defect);
        if (bytes.Length > maxLength)
            return Fail("longer than " + maxLength + " bytes", out defect);
        if (!Utf8.IsValid(bytes.Span))
            return Fail("not UTF-8", out defect);
        var defects = new Defects();
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var reader = new RecordReader(document.RootElement, "", defects);
            var made = reader.IsGood ? read(reader) : null;
            reader.Finish();
            value = defects.First is null ? made : null;
        }
        catch (JsonException)
        {
            return Fail("not JSON", out defect);
        }
        catch (InvalidOperationException)
        {
            return Fail("a string that is not Unicode", out defect);
        }
        defect = defects.First ?? "";
        return value is not null;

        static bool Fail(string what, out string defect)
        {
            defect = what;
            return false;
        }
    }

    /// <summary>Reads a record: like <see cref="TryRead"/>, and its first member must be <c>type</c> with this value.</summary>
    public static bool TryReadRecord<T>(ReadOnlyMemory<byte> bytes, string type, int maxLength, Func<RecordReader, T?> read, [NotNullWhen(true)] out T? value, out string defect)
        where T : class =>
        TryRead(bytes, maxLength, reader => reader.BeginRecord(type) ? read(reader) : null, out value, out defect);

    private bool BeginRecord(string type)
    {
        if (_members.Count == 0 || _members.First().Key != "type")
            Refuse("type", "is not the first member");
        else if (Text("type", 1, 64) != type)
            Refuse("type", "is not " + type);
        return IsGood;
    }

    /// <summary>Notes a defect at a member of this object.</summary>
    public void Refuse(string member, string what) =>
        _defects.First ??= (_path.Length == 0 ? member : member.Length == 0 ? _path : _path + "." + member) is { Length: > 0 } place ? place + " " + what : what;

    /// <summary>True if the member is there; for members that may be left out.</summary>
    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>Lets pass whatever members were not taken. For answers alone, which may grow: a record or a request body is read strictly.</summary>
    public void IgnoreOthers() => _members.Clear();

    /// <summary>Text of so many UTF-16 code units, without control characters.</summary>
    public string Text(string name, int min, int max) => Take(name) is { } value ? TextOf(value, name, min, max) : "";

    /// <summary>An integer without sign, fraction or exponent.</summary>
    public long Integer(string name, long min, long max)
    {
        if (Take(name) is not { } value)
            return 0;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number) || value.GetRawText().AsSpan().ContainsAnyExcept(Digits) || number < min || number > max)
        {
            Refuse(name, $"is not an integer of {min} to {max}");
            return 0;
        }
        return number;
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name)
    {
        if (Take(name) is not { } value)
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Refuse(name, "is not true or false");
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>Standard Base64 with padding, in its one spelling.</summary>
    public byte[] Bytes(string name, int min, int max) => Take(name) is { } value ? BytesOf(value, name, min, max) : [];

    /// <summary>64 lower-case hex digits.</summary>
    public Sm3Digest Digest(string name) => Parsed<Sm3Digest>(name, Sm3Digest.TryParse, "64 lower-case hex digits");

    /// <summary>A KeyId.</summary>
    public KeyId Key(string name) => Parsed<KeyId>(name, KeyId.TryParse, "a key id");

    /// <summary>A time of the wire's one form.</summary>
    public DateTimeOffset Time(string name) => Parsed<DateTimeOffset>(name, WireTime.TryParse, "a time such as 2026-11-24T09:30:00.000Z");

    /// <summary>One of a few words.</summary>
    public string OneOf(string name, params ReadOnlySpan<string> words)
    {
        var text = Text(name, 1, 64);
        foreach (var word in words)
        {
            if (word == text)
                return text;
        }
        Refuse(name, "is not one of " + string.Join(", ", words.ToArray()));
        return text;
    }

    /// <summary>Reads text by a parser of the <c>TryParse</c> form.</summary>
    public delegate bool Parser<T>(string? text, out T value);

    /// <summary>A member that <paramref name="parse"/> understands.</summary>
    public T Parsed<T>(string name, Parser<T> parse, string what) where T : struct =>
        Take(name) is { } value ? ParsedOf(value, name, parse, what) : default;

    /// <summary>An object within this one.</summary>
    public T? Object<T>(string name, Func<RecordReader, T?> read) where T : class =>
        Take(name) is { } value ? ObjectOf(value, name, read) : null;

    /// <summary>A list of objects.</summary>
    public IReadOnlyList<T> Objects<T>(string name, int min, int max, Func<RecordReader, T?> read) where T : class =>
        List(name, min, max, (value, place) => ObjectOf(value, place, read)!);

    /// <summary>A list of values that <paramref name="parse"/> understands.</summary>
    public IReadOnlyList<T> ParsedList<T>(string name, int min, int max, Parser<T> parse, string what) where T : struct =>
        List(name, min, max, (value, place) => ParsedOf(value, place, parse, what));

    /// <summary>A list of byte strings.</summary>
    public IReadOnlyList<byte[]> BytesList(string name, int min, int max, int maxLength) =>
        List(name, min, max, (value, place) => BytesOf(value, place, 1, maxLength));

    private List<T> List<T>(string name, int min, int max, Func<JsonElement, string, T> item)
    {
        var items = new List<T>();
        if (Take(name) is not { } value)
            return items;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < min || value.GetArrayLength() > max)
        {
            Refuse(name, $"is not a list of {min} to {max}");
            return items;
        }
        foreach (var element in value.EnumerateArray())
        {
            items.Add(item(element, $"{name}[{items.Count}]"));
            if (!IsGood)
                return [];
        }
        return items;
    }

    private T? ObjectOf<T>(JsonElement value, string place, Func<RecordReader, T?> read) where T : class
    {
        var reader = new RecordReader(value, _path.Length == 0 ? place : _path + "." + place, _defects);
        var made = reader.IsGood ? read(reader) : null;
        reader.Finish();
        return IsGood ? made : null;
    }

    private T ParsedOf<T>(JsonElement value, string place, Parser<T> parse, string what) where T : struct
    {
        if (value.ValueKind == JsonValueKind.String && parse(value.GetString(), out var parsed))
            return parsed;
        Refuse(place, "is not " + what);
        return default;
    }

    private string TextOf(JsonElement value, string place, int min, int max)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length >= min && text.Length <= max && !text.Any(char.IsControl))
            return text;
        Refuse(place, $"is not text of {min} to {max} characters");
        return "";
    }

    private byte[] BytesOf(JsonElement value, string place, int min, int max)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && value.TryGetBytesFromBase64(out var bytes)
            && bytes.Length >= min && bytes.Length <= max && text.Length == (bytes.Length + 2) / 3 * 4 && Convert.ToBase64String(bytes) == text)
            return bytes;
        Refuse(place, min == max ? $"is not Base64 of {min} bytes" : $"is not Base64 of {min} to {max} bytes");
        return [];
    }

    private JsonElement? Take(string name)
    {
        if (_members.Remove(name, out var value))
            return value;
        Refuse(name, "is missing");
        return null;
    }

    private void Finish()
    {
        if (IsGood && _members.Count > 0)
            Refuse(_members.Keys.First(), "is unknown");
    }

    // A name is the sender's to choose, and a defect is shown and logged: what is not plainly a name is not repeated.
    private static string NameOf(JsonProperty member) =>
        member.Name is { Length: <= 32 } name && name.All(char.IsAsciiLetterOrDigit) ? name : "(a member)" + member.Name.Length;
}
