using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>The spellings of section 1: what is read and what is refused.</summary>
internal static class EncodingVectors
{
    private static readonly string Hex32 = "0123456789abcdef0123456789abcdef";
    private static readonly string Hex64 = Hex32 + Hex32;

    private static readonly (string Form, string Text, bool IsGood)[] Spellings =
    [
        .. Random("hub", "hub-"), .. Random("opening", "op-"), .. Random("envelope", "ev-"), .. Random("challenge", "ch-"),
        .. Chosen("platform", "pl-"), .. Chosen("authority", "ca-"),
        ("keyId", Hex64, true), ("keyId", Hex64.ToUpperInvariant(), false), ("keyId", Hex64[1..], false), ("keyId", Hex64 + "0", false), ("keyId", " " + Hex64[1..], false),
        ("digest", Hex64, true), ("digest", "g" + Hex64[1..], false), ("digest", "", false), ("digest", "0x" + Hex64[2..], false),
        ("enterprise", "en-91350100M000100Y43", true), ("enterprise", "en-91110000600037341L", true), ("enterprise", "en-91350100M000100Y44", false),
        ("enterprise", "en-91350100m000100y43", false), ("enterprise", "en-91350100M000100O43", false), ("enterprise", "91350100M000100Y43", false), ("enterprise", "en-91350100M000100Y4", false),
        ("epoch", Hex32[..16], true), ("epoch", Hex32[..15], false), ("epoch", Hex32[..17], false), ("epoch", Hex32[..16].ToUpperInvariant(), false), ("epoch", "g" + Hex32[..15], false),
        ("lot", "A", true), ("lot", "a-Z_09", true), ("lot", new string('x', 32), true), ("lot", "", false), ("lot", new string('x', 33), false), ("lot", "A 1", false), ("lot", "标段", false),
        ("time", "2026-11-24T09:30:00.000Z", true), ("time", "2024-02-29T23:59:59.999Z", true), ("time", "2026-11-24T09:30:00Z", false), ("time", "2026-11-24T09:30:00.000+00:00", false),
        ("time", "2026-11-24T09:30:00.0000Z", false), ("time", "2026-11-24 09:30:00.000Z", false), ("time", "2026-11-24T09:30:00.000z", false), ("time", "2025-02-29T00:00:00.000Z", false),
        ("time", "2026-11-24T24:00:00.000Z", false), ("time", "2026-11-24T09:30:60.000Z", false), ("time", "2026-11-24T09:30:00.000Z ", false),
        ("bytes", "", true), ("bytes", "AA==", true), ("bytes", "AQI=", true), ("bytes", "AQID", true), ("bytes", "+/+/", true), ("bytes", "AQJ=", false), ("bytes", "AQI", false),
        ("bytes", "AQ I=", false), ("bytes", "AQI=\n", false), ("bytes", "-_-_", false), ("bytes", "AQI==", false), ("bytes", "=AQI", false), ("bytes", "A===", false),
    ];

    public static JsonObject Make() => new()
    {
        ["about"] = "Section 1. Each text is read (good) or refused in its form; 'joined' is the parts, each after its length.",
        ["spellings"] = VectorFile.List(Spellings.Select(spelling => new JsonObject { ["form"] = spelling.Form, ["text"] = spelling.Text, ["good"] = spelling.IsGood })),
        ["joins"] = VectorFile.List(new byte[][][] { [], [[]], ["a"u8.ToArray()], [[], "bc"u8.ToArray(), []], ["bid-ck/1"u8.ToArray(), new byte[32], [0xff]] }.Select(parts => new JsonObject
        {
            ["parts"] = VectorFile.Texts(parts.Select(part => VectorFile.Hex(part))),
            ["joined"] = VectorFile.Hex(LengthPrefixed.Join(parts)),
            ["sm3"] = Sm3Digest.OfParts(parts).ToString(),
        })),
    };

    private static (string, string, bool)[] Random(string form, string prefix) =>
    [
        (form, prefix + Hex32, true), (form, prefix + Hex32.ToUpperInvariant(), false), (form, prefix + Hex32[1..], false), (form, prefix + Hex32 + "0", false), (form, Hex32, false),
        (form, "xx-" + Hex32, false), (form, prefix + "g" + Hex32[1..], false),
    ];

    private static (string, string, bool)[] Chosen(string form, string prefix) =>
    [
        (form, prefix + "ab", true), (form, prefix + new string('9', 32), true), (form, prefix + "a", false), (form, prefix + new string('9', 33), false), (form, prefix + "Ab", false),
        (form, prefix + "a-b", false), (form, "ab", false),
    ];
}
