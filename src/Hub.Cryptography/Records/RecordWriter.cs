using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hub.Cryptography;

/// <summary>Writes the members of one record in order. The bytes are made once and kept: they are what is signed.</summary>
public sealed class RecordWriter
{
    // Chinese text stays readable in the bytes that people are shown and sign; they never lie in HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Utf8JsonWriter _json;

    private RecordWriter(Utf8JsonWriter json) => _json = json;

    /// <summary>The bytes of one object.</summary>
    public static byte[] Write(Action<RecordWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(new RecordWriter(json));
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A member of text, or of an id, a digest, a key id by its one spelling.</summary>
    public RecordWriter Text(string name, string value)
    {
        _json.WriteString(name, value);
        return this;
    }

    /// <inheritdoc cref="Text(string, string)"/>
    public RecordWriter Text<T>(string name, T value) where T : struct => Text(name, value.ToString()!);

    /// <summary>An integer.</summary>
    public RecordWriter Integer(string name, long value)
    {
        _json.WriteNumber(name, value);
        return this;
    }

    /// <summary>true or false.</summary>
    public RecordWriter Flag(string name, bool value)
    {
        _json.WriteBoolean(name, value);
        return this;
    }

    /// <summary>Base64.</summary>
    public RecordWriter Bytes(string name, ReadOnlySpan<byte> value)
    {
        _json.WriteBase64String(name, value);
        return this;
    }

    /// <summary>A time, cut to the millisecond.</summary>
    public RecordWriter Time(string name, DateTimeOffset value) => Text(name, WireTime.Format(value));

    /// <summary>An object within this one.</summary>
    public RecordWriter Object(string name, Action<RecordWriter> members)
    {
        _json.WriteStartObject(name);
        members(this);
        _json.WriteEndObject();
        return this;
    }

    /// <summary>A list of objects.</summary>
    public RecordWriter Objects<T>(string name, IEnumerable<T> items, Action<RecordWriter, T> members)
    {
        _json.WriteStartArray(name);
        foreach (var item in items)
        {
            _json.WriteStartObject();
            members(this, item);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        return this;
    }

    /// <summary>A list of ids or digests by their one spelling.</summary>
    public RecordWriter Texts<T>(string name, IEnumerable<T> items) where T : struct
    {
        _json.WriteStartArray(name);
        foreach (var item in items)
            _json.WriteStringValue(item.ToString());
        _json.WriteEndArray();
        return this;
    }

    /// <summary>A list of byte strings as Base64.</summary>
    public RecordWriter BytesList(string name, IEnumerable<byte[]> items)
    {
        _json.WriteStartArray(name);
        foreach (var item in items)
            _json.WriteBase64StringValue(item);
        _json.WriteEndArray();
        return this;
    }
}
