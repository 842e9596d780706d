using Hub.Cryptography;

namespace TestCa.Codes;

/// <summary>What the hub forwards for a phone (protocol section 6.1).</summary>
internal sealed record Application(EnrolmentTicket Code, byte[] Proof, byte[] SigningRequest, byte[] EncryptionRequest, byte[] DeviceKey)
{
    /// <summary>SM3 of all of it.</summary>
    public string Digest => Sm3Digest.OfParts(Proof, SigningRequest, EncryptionRequest, DeviceKey).ToString();
}
