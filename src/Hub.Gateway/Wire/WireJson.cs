using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Cryptography;

namespace Hub.Gateway.Wire;

/// <summary>How answers are written: members in camel case, absent ones left out, times in the wire's one form, Chinese readable.</summary>
internal static class WireJson
{
    /// <summary>The options of every answer and push.</summary>
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions());

    /// <summary>Sets them on options that somebody else made.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // Answers are JSON and never lie in HTML.
        options.Converters.Insert(0, new WireTimeConverter());
        options.TypeInfoResolverChain.Insert(0, WireContext.Default);
        return options;
    }
}

/// <summary>Times with milliseconds, 24 characters.</summary>
internal sealed class WireTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WireTime.TryParse(reader.GetString(), out var time) ? time : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(WireTime.Format(value));
}
