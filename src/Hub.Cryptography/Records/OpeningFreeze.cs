using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary><c>opening-freeze/1</c>: the set of bids at the deadline, signed by the platform; nobody can add, change or drop one unnoticed afterwards (D11).</summary>
/// <param name="Descriptor">SM3 of the descriptor's bytes.</param>
/// <param name="Size">Number of envelopes.</param>
/// <param name="Root">Over the leaves of <see cref="SealedEnvelope.Leaf"/>, sorted by envelope id.</param>
/// <param name="FrozenAt">The platform's clock.</param>
public sealed record OpeningFreeze(HubId Hub, PlatformId Platform, OpeningId Opening, Sm3Digest Descriptor, int Size, Sm3Digest Root, DateTimeOffset FrozenAt)
{
    /// <summary>The record's type.</summary>
    public const string Type = "opening-freeze/1";

    /// <summary>Reads a freeze's bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out OpeningFreeze? freeze, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, RecordFields.RecordMax, Read, out freeze, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, Platform, ChallengeKind.Decrypt)
        .Text("opening", Opening).Text("descriptor", Descriptor).Integer("size", Size).Text("root", Root).Time("frozenAt", FrozenAt));

    private static OpeningFreeze Read(RecordReader reader)
    {
        var hub = reader.Hub();
        var platform = reader.Platform();
        reader.Kind(ChallengeKind.Decrypt);
        return new OpeningFreeze(hub, platform, reader.Opening(), reader.Digest("descriptor"), (int)reader.Integer("size", 0, 1_000_000),
            reader.Digest("root"), reader.Time("frozenAt"));
    }
}
