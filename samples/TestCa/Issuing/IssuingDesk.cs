using Hub.Cryptography;
using SampleProcess;
using TestCa.Anchoring;
using TestCa.Codes;
using TestCa.Keys;

namespace TestCa.Issuing;

/// <summary>Makes codes, issues against them, and keeps the register. What is answered is on disk first, so that a repetition after a kill gets the same answer.</summary>
internal sealed class IssuingDesk(string folder, AuthorityId authority, CaKeys keys, VouchedAnchors anchors, TimeProvider time)
{
    private const int MaxCodes = 100_000;
    private static readonly TimeSpan CodeLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan HolderLife = TimeSpan.FromDays(365);
    private static readonly TimeSpan PlatformLife = TimeSpan.FromDays(3 * 365);

    private readonly Lock _gate = new();
    private readonly JsonFolder<KeptCode> _codes = new(Path.Combine(folder, "codes"), secret: true);
    private readonly JsonFolder<IssuedCertificate> _certificates = new(Path.Combine(folder, "certificates"));

    public IReadOnlyList<IssuedCertificate> Certificates => _certificates.All;

    /// <summary>The issuer of everything here, without the root.</summary>
    public IReadOnlyList<byte[]> Chain => [keys.Issuing.Certificate.Der.ToArray()];

    /// <returns>The code's text, or null if no anchors are there to vouch for, or the CA is full.</returns>
    public string? NewCode(CreditCode creditCode, CertificateSubject subject)
    {
        lock (_gate)
        {
            if (!anchors.TryDigest(out var digest) || _codes.Count >= MaxCodes)
                return null;
            var code = EnrolmentCode.New(authority, digest.Value);
            _codes.Put(code.Ticket.Name, new KeptCode
            {
                Name = code.Ticket.Name,
                Code = code.Reveal(),
                CreditCode = creditCode.ToString(),
                Enterprise = subject.OrganizationName!,
                Holder = subject.CommonName,
                Expires = time.GetUtcNow() + CodeLife,
            });
            return code.Reveal();
        }
    }

    /// <summary>Issues the pair of a holder; null if the code is not good.</summary>
    public (byte[] Signing, byte[] Encryption)? Issue(Application application, SigningRequest signing, SigningRequest encryption)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            switch (CodeRules.Decide(_codes.Find(application.Code.Name), application, now))
            {
                case CodeDecision.Repeat repeat:
                    return (repeat.SigningCertificate, repeat.EncryptionCertificate);
                case CodeDecision.Issue issue:
                    // Name and enterprise are the code's: what a request asks for is not looked at.
                    var subject = CertificateSubject.Create(issue.Code.Holder, issue.Code.Enterprise, issue.Code.CreditCode);
                    var pair = keys.Issuing.IssuePair(signing, encryption, subject, Validity.From(now, HolderLife));
                    Enter(pair.Signing, "signing", issue.Requests, pair.Encryption.SerialHex);
                    Enter(pair.Encryption, "encryption", issue.Requests, pair.Signing.SerialHex);
                    var used = issue.Code with { Requests = issue.Requests, SigningCertificate = pair.Signing.Der.ToArray(), EncryptionCertificate = pair.Encryption.Der.ToArray() };
                    _codes.Put(used.Name, used);
                    return (used.SigningCertificate, used.EncryptionCertificate);
                default:
                    return null;
            }
        }
    }

    /// <summary>Issues a platform's certificate; the same request gets the same one as long as it is in force.</summary>
    public byte[] IssuePlatform(SigningRequest request, CertificateSubject subject)
    {
        lock (_gate)
        {
            var digest = Sm3Digest.Of(request.Der).ToString();
            if (_certificates.All.FirstOrDefault(known => known is { Use: "platform", RevokedAt: null } && known.Request == digest) is { } same)
                return same.Der;
            return Enter(keys.Issuing.IssuePlatform(request, subject, Validity.From(time.GetUtcNow(), PlatformLife)), "platform", digest, pair: null);
        }
    }

    /// <summary>Marks a certificate, and the other one of its pair, as revoked; false if the serial is not one of ours. What was revoked before keeps its time and reason.</summary>
    public bool Revoke(string serial, RevocationReason reason)
    {
        lock (_gate)
        {
            if (_certificates.All.FirstOrDefault(known => known.Serial == serial) is not { } found)
                return false;
            var now = time.GetUtcNow();
            foreach (var one in new[] { found, found.Pair is { } pair ? _certificates.Find(pair) : null })
            {
                if (one is { RevokedAt: null })
                    _certificates.Put(one.Serial, one with { RevokedAt = now, Reason = (int)reason });
            }
            return true;
        }
    }

    private byte[] Enter(Sm2Certificate certificate, string use, string request, string? pair)
    {
        var der = certificate.Der.ToArray();
        _certificates.Put(certificate.SerialHex, new IssuedCertificate { Serial = certificate.SerialHex, Der = der, Use = use, Pair = pair, Request = request });
        return der;
    }
}
