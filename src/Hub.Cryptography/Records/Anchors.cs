using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>
/// <c>anchors/1</c>: whom a phone trusts: the hub's receipt keys and the roots that platforms' and bidders' certificates must lead to. A CA vouches for its SM3 in every
/// enrolment code, so the hub alone cannot change it.
/// </summary>
/// <param name="HubKeys">SPKI of each, 1…8.</param>
/// <param name="Roots">DER certificates, 1…32.</param>
public sealed record Anchors(HubId Hub, IReadOnlyList<byte[]> HubKeys, IReadOnlyList<byte[]> Roots)
{
    /// <summary>The record's type.</summary>
    public const string Type = "anchors/1";

    /// <summary>Reads the bytes.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Anchors? anchors, out string defect) =>
        RecordReader.TryReadRecord(bytes, Type, 512 * 1024, Read, out anchors, out defect);

    /// <summary>Makes the bytes; make them once and keep them.</summary>
    public byte[] Encode() => RecordWriter.Write(writer => writer
        .Text("type", Type).Text("hub", Hub).BytesList("hubKeys", HubKeys).BytesList("roots", Roots));

    private static Anchors Read(RecordReader reader)
    {
        var anchors = new Anchors(reader.Hub(), reader.BytesList("hubKeys", 1, 8, Sm2PublicKey.SpkiLength), reader.BytesList("roots", 1, 32, RecordFields.CertificateMax));
        if (reader.IsGood && !anchors.HubKeys.All(spki => Sm2PublicKey.TryParse(spki, out _)))
            reader.Refuse("hubKeys", "has something that is not an SM2 public key");
        return anchors;
    }
}
