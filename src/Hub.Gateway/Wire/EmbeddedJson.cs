using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Gateway.Wire;

/// <summary>A receipt as it was made: its bytes go into the answer as they are, so that nothing is parsed and written again on the hot path.</summary>
/// <param name="Utf8">One JSON object.</param>
[JsonConverter(typeof(ReceiptObject.ReceiptConverter))]
internal sealed record ReceiptObject(byte[] Utf8)
{
    internal sealed class ReceiptConverter : JsonConverter<ReceiptObject>
    {
        public override ReceiptObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Receipts are only written.");

        public override void Write(Utf8JsonWriter writer, ReceiptObject value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8, skipInputValidation: true);
    }
}

/// <summary>The members of a receipt, for the description of the interface alone.</summary>
internal sealed record ReceiptShape(byte[] Leaf, int Index, int Size, IReadOnlyList<string> Path, byte[] Batch, byte[] Signature);

/// <summary>An entry of the feed: the number, then the members as they were committed.</summary>
/// <param name="N">From 1.</param>
/// <param name="Utf8">A JSON object with at least one member, without <c>n</c>.</param>
[JsonConverter(typeof(FeedEntryObject.FeedEntryConverter))]
internal sealed record FeedEntryObject(long N, byte[] Utf8)
{
    internal sealed class FeedEntryConverter : JsonConverter<FeedEntryObject>
    {
        public override FeedEntryObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Feed entries are only written.");

        public override void Write(Utf8JsonWriter writer, FeedEntryObject value, JsonSerializerOptions options)
        {
            var head = System.Text.Encoding.ASCII.GetBytes($"{{\"n\":{value.N},");
            var spliced = new byte[head.Length + value.Utf8.Length - 1];
            head.CopyTo(spliced, 0);
            value.Utf8.AsSpan(1).CopyTo(spliced.AsSpan(head.Length));
            writer.WriteRawValue(spliced, skipInputValidation: true);
        }
    }
}

/// <summary>The members of a feed entry, for the description of the interface alone.</summary>
internal sealed record FeedEntryShape(
    long N, string Outcome, string Challenge, DateTimeOffset Arrival, byte[] Response, byte[] Signature, byte[] Certificate, IReadOnlyList<byte[]> Chain, ReceiptShape Receipt);
