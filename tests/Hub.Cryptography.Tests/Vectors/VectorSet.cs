using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>Every file of docs/vectors and what writes it. All is made from labels, so that it is the same in every run, but for <c>certificates</c>, which is made once.</summary>
internal static class VectorSet
{
    private static readonly Dictionary<string, Func<JsonObject>> Makers = new()
    {
        ["encodings"] = EncodingVectors.Make,
        ["keys"] = KeyVectors.Make,
        ["certificates"] = VectorCertificates.Make,
        ["signatures"] = SignatureVectors.Make,
        ["sealed"] = SealedVectors.Make,
        ["records"] = RecordVectors.Make,
        ["files"] = FileVectors.Make,
        ["merkle"] = MerkleVectors.Make,
        ["bid"] = BidVectors.Make,
        ["receipts"] = ReceiptVectors.Make,
        ["decrypt"] = DecryptVectors.Make,
        ["pin"] = PinVectors.Make,
        ["enrolment"] = EnrolmentVectors.Make,
    };

    public static IEnumerable<string> Names => Makers.Keys;

    public static JsonObject Make(string name) => Makers[name]();
}
