using Hub.Cryptography;

namespace Hub.Grains.Authorities;

/// <summary>What the hub asks of CAs (证书机构): a CA alone makes and checks codes, and its key is never in the hub's process.</summary>
public interface ICertificateAuthorities
{
    /// <summary>Asks for a pair of certificates; the protocol's section 6.1. The same request again gets the same answer from the CA. Answers within 10 s.</summary>
    /// <param name="url">The authority's address, absolute.</param>
    /// <param name="request">What the phone sent.</param>
    /// <param name="cancellation">Gives up waiting; the CA may have issued all the same.</param>
    Task<IssueAnswer> IssueAsync(Uri url, IssueRequest request, CancellationToken cancellation = default);
}

/// <summary>A holder asks for certificates.</summary>
/// <param name="Code">The one-time code without its secret.</param>
/// <param name="Proof">That the phone has the secret, over what follows; only the CA can check it.</param>
/// <param name="SigningRequest">PKCS#10 DER.</param>
/// <param name="EncryptionRequest">PKCS#10 DER.</param>
/// <param name="DeviceKey">SPKI DER.</param>
public sealed record IssueRequest(EnrolmentTicket Code, byte[] Proof, byte[] SigningRequest, byte[] EncryptionRequest, byte[] DeviceKey);

/// <summary>What a CA answers.</summary>
public abstract record IssueAnswer
{
    private IssueAnswer()
    {
    }

    /// <summary>Issued; nothing of it is checked yet.</summary>
    /// <param name="SigningCertificate">DER.</param>
    /// <param name="EncryptionCertificate">DER.</param>
    /// <param name="Chain">Issuers, DER.</param>
    public sealed record Issued(byte[] SigningCertificate, byte[] EncryptionCertificate, IReadOnlyList<byte[]> Chain) : IssueAnswer;

    /// <summary>The code is used, unknown or expired.</summary>
    public sealed record Refused : IssueAnswer;

    /// <summary>No answer, or none that makes sense.</summary>
    public sealed record Unavailable : IssueAnswer;
}
