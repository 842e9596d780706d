using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>A file of docs/vectors.</summary>
internal static class VectorFile
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>True when the files are to be written instead of compared: <c>HUB_WRITE_VECTORS=1 dotnet test … --filter Vectors</c>.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable("HUB_WRITE_VECTORS") == "1";

    public static string PathOf(string name) => Path.Combine(RepositoryRoot.Path, "docs", "vectors", name + ".json");

    public static string Layouted(JsonNode content) => content.ToJsonString(Layout) + "\n";

    /// <summary>The file as it is; while the files are being written, as it will be.</summary>
    public static JsonElement Read(string name)
    {
        var text = IsWriting ? Layouted(VectorSet.Make(name)) : File.ReadAllText(PathOf(name));
        return JsonDocument.Parse(text).RootElement;
    }

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    public static string Base64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    public static JsonArray List(IEnumerable<JsonNode> items) => [.. items];

    public static JsonArray Texts(IEnumerable<string> items) => [.. items.Select(item => (JsonNode)JsonValue.Create(item))];

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static byte[] Bytes(this JsonElement element, string name) => Convert.FromBase64String(element.Text(name));

    public static byte[] HexOf(this JsonElement element, string name) => Convert.FromHexString(element.Text(name));

    public static bool IsGood(this JsonElement element) => element.GetProperty("good").GetBoolean();

    public static IEnumerable<JsonElement> Each(this JsonElement element, string name) => element.GetProperty(name).EnumerateArray();
}
