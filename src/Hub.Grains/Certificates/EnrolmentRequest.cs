using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Certificates;

/// <summary>An <c>enrolment/1</c> whose every part was parsed and verified, except what only others can judge: the code and the anchors in it.</summary>
internal sealed record EnrolmentRequest(
    EnrolmentRecord Record, DevicePublicKey DeviceKey, SigningRequest Signing, SigningRequest Encryption, OprfElement Blinded, string Digest)
{
    /// <summary>Reads the body. The order of the checks is from cheap to dear.</summary>
    /// <param name="body">As it came.</param>
    /// <param name="hubId">Of this hub: a body for another one is refused.</param>
    /// <param name="signKeyId">The signing key that is asked for, as the grain is called.</param>
    /// <param name="request">What was read.</param>
    /// <param name="refusal">Why it was not.</param>
    public static bool TryRead(
        SignedBody body, string hubId, string signKeyId, [NotNullWhen(true)] out EnrolmentRequest? request, [NotNullWhen(false)] out Refusal? refusal)
    {
        request = null;
        refusal = null;
        if (!EnrolmentRecord.TryParse(body.Record, out var record, out var defect))
            refusal = new Malformed(defect);
        else if (record.Hub.ToString() != hubId)
            refusal = new Malformed("hub is another");
        else if (!DevicePublicKey.TryParse(record.DeviceKey, out var deviceKey))
            refusal = new Malformed("deviceKey is not a P-256 key");
        else if (!deviceKey.Verify(body.Record, body.Signature))
            refusal = new BadSignature("signature");
        else if (!OprfElement.TryParse(record.Blinded, out var blinded))
            refusal = new BlindedInvalid();
        else if (!SigningRequest.TryParse(record.SigningRequest, out var signing) || signing.PublicKey.KeyId.ToString() != signKeyId)
            refusal = new RequestInvalid("signingRequest");
        else if (!SigningRequest.TryParse(record.EncryptionRequest, out var encryption) || encryption.PublicKey.KeyId == signing.PublicKey.KeyId)
            refusal = new RequestInvalid("encryptionRequest");
        else
            request = new EnrolmentRequest(record, deviceKey, signing, encryption, blinded, Sm3Digest.Of(body.Record).ToString());
        return request is not null;
    }
}
