using System.Text.Json;
using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;

namespace Hub.Grains.Tests.Challenges;

public sealed class PayloadTests
{
    private static readonly FeedPayload Payload = new(FeedOutcome.Late, ChallengeId.New(), Sample.Start, [1, 2], new byte[70], [3], [[4], [5]], [6, 7]);

    [Fact]
    public void Feed_entry_is_read_as_it_was_stored()
    {
        var bytes = Payload.Encode();
        Assert.True(FeedPayload.TryParse(bytes, out var read, out _));
        Assert.Equal(bytes, read.Encode());
        Assert.False(FeedPayload.TryParse(bytes.AsMemory(1), out _, out _));
    }

    [Fact]
    public void Feed_entry_has_the_members_of_the_protocol_on_the_wire()
    {
        var receipt = new Receipt([1], 0, 1, [], [2], [3]);
        using var json = JsonDocument.Parse(Payload.ToWire(receipt));
        Assert.Equal(
            ["outcome", "challenge", "arrival", "response", "signature", "certificate", "chain", "receipt"],
            json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(receipt.Encode())), JsonSerializer.Serialize(json.RootElement.GetProperty("receipt")));
    }

    [Fact]
    public void Envelope_is_read_as_it_was_stored_and_has_one_size()
    {
        var payload = new EnvelopePayload(KeyId.Of([1]), Sm3Digest.Of([2]));
        Assert.True(EnvelopePayload.TryParse(payload.Encode(), out var read));
        Assert.Equal(payload, read);
        Assert.Equal(payload.Encode().Length, new EnvelopePayload(KeyId.Of([3]), Sm3Digest.Of(new byte[9999])).Encode().Length);
        Assert.False(EnvelopePayload.TryParse("null"u8.ToArray(), out _));
        Assert.False(EnvelopePayload.TryParse("{}"u8.ToArray(), out _));
        Assert.False(EnvelopePayload.TryParse("["u8.ToArray(), out _));
    }

    [Fact]
    public void Tile_is_read_as_it_was_stored_and_other_bytes_are_none()
    {
        var tile = new TileRow("ch-1", 5L << 20, "en-1", "新疆某某公司", ["A", "B"], TileState.Answered, Sample.Start);
        Assert.True(BoardPayload.TryParse(BoardPayload.Encode(tile), out var read));
        Assert.Equal(BoardPayload.Encode(tile), BoardPayload.Encode(read));
        Assert.False(BoardPayload.TryParse("["u8, out _));
        Assert.False(BoardPayload.TryParse("null"u8, out _));
    }

    [Fact]
    public void Every_refusal_has_its_problem_type_in_the_protocol()
    {
        var protocol = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "protocol.md"));
        var refusals = typeof(Refusal).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Refusal)));
        Assert.All(refusals, type =>
        {
            var refusal = (Refusal)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
            Assert.Contains("| " + refusal.Word + " | ", protocol, StringComparison.Ordinal);
        });
    }
}
