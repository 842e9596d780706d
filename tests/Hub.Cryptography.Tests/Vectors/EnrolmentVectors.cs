using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>A code, what the hub sees of it, and the proof that only its CA can check.</summary>
internal static class EnrolmentVectors
{
    public static EnrolmentCode Code { get; } = EnrolmentCode.TryParse("ca-demo.ABCDEFGHJKLMNPQR-234567." + Sm3Digest.Of(DecryptVectors.Anchors()), out var code)
        ? code
        : throw new InvalidOperationException();

    public static JsonObject Make()
    {
        var (signing, encryption, device) = (VectorCertificates.Of("signing request"), VectorCertificates.Of("encryption request"), VectorDevice.Spki);
        return new JsonObject
        {
            ["about"] = "Section 6: a code, its form without the secret, and the proof over the requests of 'certificates' and the device key of 'keys'.",
            ["code"] = Code.Reveal(),
            ["ticket"] = Code.Ticket.ToString(),
            ["signingRequest"] = VectorFile.Base64(signing),
            ["encryptionRequest"] = VectorFile.Base64(encryption),
            ["deviceKey"] = VectorFile.Base64(device),
            ["proof"] = VectorFile.Base64(Code.Prove(signing, encryption, device)),
            ["refused"] = VectorFile.List(
            [
                Refused("requests exchanged", Code.Prove(encryption, signing, device)),
                Refused("another device key", Code.Prove(signing, encryption, [.. device[..^1], (byte)(device[^1] ^ 1)])),
                Refused("31 bytes", Code.Prove(signing, encryption, device)[..31]),
            ]),
        };
    }

    private static JsonObject Refused(string why, byte[] proof) => new() { ["why"] = why, ["proof"] = VectorFile.Base64(proof) };
}
