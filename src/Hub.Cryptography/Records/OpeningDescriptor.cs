using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>A lot (标段) and its name.</summary>
public sealed record OpeningLot(LotId Lot, string Name);

/// <summary>How decryption starts.</summary>
public static class OpeningStart
{
    /// <summary>At the earliest start, or when the freeze arrives if that is later.</summary>
    public const string Clock = "clock";

    /// <summary>By the host's hand, at or after the earliest start (D3).</summary>
    public const string Host = "host";
}

/// <summary><c>opening/1</c> (开标描述): the terms of an opening, signed by the platform. It never changes; a higher generation may replace it before the freeze.</summary>
/// <param name="Generation">From 1.</param>
/// <param name="Deadline">Registrations end, exclusive.</param>
/// <param name="EarliestStart">At or after the deadline.</param>
/// <param name="Start">A word of <see cref="OpeningStart"/>.</param>
/// <param name="WindowSeconds">Length of the first decryption window (解密时限), 60 … 604800.</param>
/// <param name="OpeningKey">SPKI of the SM2 key made for this opening alone.</param>
/// <param name="PhonesAllowed">Whether the hall allows phones (D5).</param>
public sealed record OpeningDescriptor(
    HubId Hub, PlatformId Platform, OpeningId Opening, int Generation, string Name, IReadOnlyList<OpeningLot> Lots, DateTimeOffset Deadline, DateTimeOffset EarliestStart,
    string Start, int WindowSeconds, byte[] OpeningKey, bool PhonesAllowed)
{
    /// <summary>The record's type.</summary>
    public const string Type = "opening/1";

    /// <summary>Most bytes of a descriptor.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Reads a descriptor's bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out OpeningDescriptor? descriptor, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, MaxLength, Read, out descriptor, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Head(Type, Hub, Platform, ChallengeKind.Decrypt)
        .Text("opening", Opening).Integer("generation", Generation).Text("name", Name)
        .Objects("lots", Lots, (item, lot) => item.Text("lot", lot.Lot).Text("name", lot.Name))
        .Time("deadline", Deadline).Time("earliestStart", EarliestStart).Text("start", Start).Integer("window", WindowSeconds)
        .Bytes("openingKey", OpeningKey).Text("phones", PhonesAllowed ? "allowed" : "forbidden"));

    private static OpeningDescriptor Read(RecordReader reader)
    {
        var hub = reader.Hub();
        var platform = reader.Platform();
        reader.Kind(ChallengeKind.Decrypt);
        var descriptor = new OpeningDescriptor(
            hub, platform, reader.Opening(), (int)reader.Integer("generation", 1, 1_000_000), reader.Text("name", 1, 200),
            reader.Objects("lots", 1, 200, item => new OpeningLot(item.Lot(), item.Text("name", 1, 200))),
            reader.Time("deadline"), reader.Time("earliestStart"), reader.OneOf("start", OpeningStart.Clock, OpeningStart.Host),
            (int)reader.Integer("window", 60, 604_800), reader.Bytes("openingKey", Sm2PublicKey.SpkiLength, Sm2PublicKey.SpkiLength),
            reader.OneOf("phones", "allowed", "forbidden") == "allowed");
        if (descriptor.EarliestStart < descriptor.Deadline)
            reader.Refuse("earliestStart", "is before the deadline");
        if (descriptor.Lots.DistinctBy(lot => lot.Lot).Count() != descriptor.Lots.Count)
            reader.Refuse("lots", "names a lot twice");
        if (reader.IsGood && !Sm2PublicKey.TryParse(descriptor.OpeningKey, out _))
            reader.Refuse("openingKey", "is not an SM2 public key");
        return descriptor;
    }
}
