using System.Text;

namespace Hub.Cryptography.Tests.Records;

public sealed class RecordTests
{
    public static TheoryData<string> Names => new(RecordSamples.All().Select(sample => sample.Name));

    private static (byte[] Bytes, RecordSamples.Parse Parse) Sample(string name)
    {
        var (_, bytes, parse) = RecordSamples.All().Single(sample => sample.Name == name);
        return (bytes, parse);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_record_is_read_as_it_was_written(string name)
    {
        var (bytes, parse) = Sample(name);
        Assert.True(parse(bytes, out var defect), defect);
        Assert.Empty(defect);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_duplicated_member_is_refused_wherever_it_stands(string name)
    {
        var (bytes, parse) = Sample(name);
        var json = Encoding.UTF8.GetString(bytes);
        foreach (var at in MemberStarts(json))
        {
            var end = json.IndexOf(':', at);
            var doubled = json[..at] + json[at..end] + ":\"x\"," + json[at..];
            Assert.False(parse(Encoding.UTF8.GetBytes(doubled), out _), doubled);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_missing_member_is_refused(string name)
    {
        var (bytes, parse) = Sample(name);
        using var document = System.Text.Json.JsonDocument.Parse(bytes);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var rest = "{" + string.Join(",", document.RootElement.EnumerateObject().Where(other => other.Name != member.Name).Select(other => $"\"{other.Name}\":{other.Value.GetRawText()}")) + "}";
            // "challenge" and "envelope" of a receipt are there when they apply.
            if (name == "receipt" && member.Name == "challenge")
                continue;
            Assert.False(parse(Encoding.UTF8.GetBytes(rest), out _), member.Name);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void An_unknown_member_a_null_and_another_type_are_refused(string name)
    {
        var (bytes, parse) = Sample(name);
        var json = Encoding.UTF8.GetString(bytes);
        Assert.False(parse(Encoding.UTF8.GetBytes(json[..^1] + ",\"extra\":1}"), out var defect));
        Assert.Contains("extra", defect, StringComparison.Ordinal);
        foreach (var at in MemberStarts(json).Skip(1))
        {
            var colon = json.IndexOf(':', at);
            var end = json[colon + 1] == '"' ? json.IndexOf('"', colon + 2) + 1 : colon + 1;
            if (end > colon + 1)
                Assert.False(parse(Encoding.UTF8.GetBytes(json[..(colon + 1)] + "null" + json[end..]), out _));
        }
        Assert.False(parse(Encoding.UTF8.GetBytes(json.Replace("/1\"", "/2\"", StringComparison.Ordinal)), out _));
    }

    [Theory, MemberData(nameof(Names))]
    public void Bytes_before_after_or_missing_are_refused(string name)
    {
        var (bytes, parse) = Sample(name);
        Assert.False(parse(Array.Empty<byte>(), out _));
        Assert.False(parse(new byte[] { 0xEF, 0xBB, 0xBF }.Concat(bytes).ToArray(), out _));
        Assert.False(parse(bytes.Append((byte)'0').ToArray(), out _));
        Assert.False(parse(bytes.Concat(bytes).ToArray(), out _));
        for (var length = 0; length < bytes.Length; length += 7)
            Assert.False(parse(bytes.AsMemory(0, length), out _));
    }

    [Theory, MemberData(nameof(Names))]
    public void No_flipped_bit_makes_a_parser_throw(string name)
    {
        var (bytes, parse) = Sample(name);
        for (var i = 0; i < bytes.Length; i++)
        {
            var flipped = bytes.ToArray();
            flipped[i] ^= (byte)(1 << (i % 8));
            parse(flipped, out _);
        }
    }

    [Fact]
    public void Type_must_come_first()
    {
        var json = Encoding.UTF8.GetString(RecordSamples.Header.Encode());
        var moved = "{" + json[(json.IndexOf(',', StringComparison.Ordinal) + 1)..^1] + ",\"type\":\"bid-header/1\"}";
        Assert.False(BidHeader.TryParse(Encoding.UTF8.GetBytes(moved), out _, out var defect));
        Assert.Equal("type is not the first member", defect);
    }

    [Theory]
    [InlineData("\"chunkSize\":1048576", "\"chunkSize\":1048577")]
    [InlineData("\"chunkSize\":1048576", "\"chunkSize\":1e6")]
    [InlineData("\"chunkSize\":1048576", "\"chunkSize\":1048576.0")]
    [InlineData("\"length\":1000", "\"length\":-1")]
    [InlineData("\"length\":1000", "\"length\":15")]
    [InlineData("投标文件.zip", "../x")]
    [InlineData("投标文件.zip", "..")]
    [InlineData("投标文件.zip", "a\\u0000b")]
    [InlineData("投标文件.zip", "\\ud800")]
    [InlineData("2026-11-24T09:30:00.123Z", "2026-11-24T09:30:00Z")]
    [InlineData("2026-11-24T09:30:00.123Z", "2026-11-24T09:30:00.123+00:00")]
    [InlineData("2026-11-24T09:30:00.123Z", "2026-13-24T09:30:00.123Z")]
    [InlineData("pl-yili", "pl-Yili")]
    [InlineData("sm4-gcm-stream/1", "sm4-ecb")]
    public void A_value_out_of_its_range_is_refused(string good, string bad)
    {
        var json = Encoding.UTF8.GetString(RecordSamples.Header.Encode());
        Assert.Contains(good, json, StringComparison.Ordinal);
        Assert.False(BidHeader.TryParse(Encoding.UTF8.GetBytes(json.Replace(good, bad, StringComparison.Ordinal)), out _, out _));
    }

    [Theory]
    [InlineData("AQI=", true)]
    [InlineData("AQJ=", false)] // another spelling of the same bytes
    [InlineData("AQI", false)]
    [InlineData("AQ I=", false)]
    [InlineData("AQI=\\n", false)]
    [InlineData("-_I=", false)]
    public void Base64_has_one_spelling(string text, bool good) =>
        Assert.Equal(good, RecordReader.TryRead(Encoding.UTF8.GetBytes($"{{\"b\":\"{text}\"}}"), 100, reader => reader.Bytes("b", 1, 10), out _, out _));

    [Fact]
    public void Defects_never_repeat_what_a_stranger_wrote()
    {
        Assert.False(RecordReader.TryRead("{\"<script>alert(1)</script>\":1}"u8.ToArray(), 100, reader => "", out _, out var defect));
        Assert.DoesNotContain("script", defect, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deep_message_is_refused_not_followed()
    {
        var deep = "{\"a\":" + new string('[', 2000) + new string(']', 2000) + "}";
        Assert.False(RecordReader.TryRead(Encoding.UTF8.GetBytes(deep), 10_000, reader => "", out _, out _));
    }

    [Fact]
    public void A_result_is_sealed_or_an_error_and_never_both()
    {
        var json = Encoding.UTF8.GetString(RecordSamples.Response(ChallengeKind.Decrypt, [new(RecordSamples.Envelope, [1], null)]).Encode());
        Assert.False(ResponseRecord.TryParse(Encoding.UTF8.GetBytes(json.Replace("\"sealed\":\"AQ==\"", "\"sealed\":\"AQ==\",\"error\":\"path\"", StringComparison.Ordinal)), out _, out _));
        Assert.False(ResponseRecord.TryParse(Encoding.UTF8.GetBytes(json.Replace(",\"sealed\":\"AQ==\"", "", StringComparison.Ordinal)), out _, out _));
        Assert.False(ResponseRecord.TryParse(Encoding.UTF8.GetBytes(json.Replace("\"sealed\":\"AQ==\"", "\"error\":\"bored\"", StringComparison.Ordinal)), out _, out _));
    }

    private static IEnumerable<int> MemberStarts(string json)
    {
        for (var i = 0; i < json.Length - 1; i++)
        {
            if (json[i] is '{' or ',' && json[i + 1] == '"' && json.IndexOf("\":", i + 2, StringComparison.Ordinal) is > 0 and var colon && !json[(i + 2)..colon].Contains('"', StringComparison.Ordinal))
                yield return i + 1;
        }
    }
}
