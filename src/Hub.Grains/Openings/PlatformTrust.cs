using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;
using Hub.Grains.Authorities;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

/// <summary>What the hub knows at a moment of whose signature counts for a platform.</summary>
/// <param name="Name">The platform's.</param>
/// <param name="Chain">Its certificate in force, then the issuers without the anchor, DER.</param>
/// <param name="Successions">How it came to that certificate, oldest first.</param>
/// <param name="Roots">The anchors, DER.</param>
/// <param name="Crls">The newest of every authority that may be concerned, DER.</param>
internal sealed record PlatformTrust(
    string Name, IReadOnlyList<byte[]> Chain, IReadOnlyList<SignedBody> Successions, IReadOnlyList<byte[]> Roots, IReadOnlyList<byte[]> Crls)
{
    /// <summary>Whether the chain's first certificate has signed the record and may be relied on at <paramref name="at"/> (RFC 5280 §6, with CRLs).</summary>
    /// <param name="trusted">The path without its anchor, and the CRLs that were looked at.</param>
    /// <param name="refusal">Why not.</param>
    internal bool TryVerify(
        SignedBody body, IReadOnlyList<byte[]> chain, DateTimeOffset at, [NotNullWhen(true)] out TrustedChain? trusted, [NotNullWhen(false)] out Refusal? refusal)
    {
        trusted = null;
        var lists = Lists();
        if (!TryFollow(body, chain, lists, at, underWay: false, out var path, out refusal))
            return false;
        trusted = new TrustedChain(
            [.. path.SkipLast(1).Select(certificate => certificate.Der.ToArray())],
            [.. path.Skip(1).Select(issuer => NewestOf(issuer, lists).Der.ToArray())]);
        // No statement could carry them: better said when the opening is announced than when its bidders wait.
        if (trusted.Crls.Sum(der => (long)der.Length) > DecryptStatement.MaxCrlBytes)
        {
            (trusted, refusal) = (null, new DescriptorSigner(DescriptorSigner.CrlTooLong));
            return false;
        }
        return true;
    }

    /// <summary>
    /// As <see cref="TryVerify"/>, but a CRL may be overdue: an opening that is under way must not stop because a CA is late with its list. An overdue list still revokes. Nothing is
    /// copied: lists may have megabytes, and nobody needs them here.
    /// </summary>
    internal bool TryVerifyUnderWay(SignedBody body, IReadOnlyList<byte[]> chain, DateTimeOffset at, [NotNullWhen(false)] out Refusal? refusal) =>
        TryFollow(body, chain, Lists(), at, underWay: true, out _, out refusal);

    private List<Crl> Lists() => [.. Crls.Select(der => KnownLists.TryGetOrParse(der, out var list) ? list : null).OfType<Crl>().Take(CertificatePath.MaxCrls)];

    private bool TryFollow(
        SignedBody body, IReadOnlyList<byte[]> chain, List<Crl> lists, DateTimeOffset at, bool underWay,
        [NotNullWhen(true)] out IReadOnlyList<Sm2Certificate>? path, [NotNullWhen(false)] out Refusal? refusal)
    {
        path = null;
        if (ParseAll(chain) is not [var signer, .. var issuers])
        {
            refusal = new DescriptorSigner("chain");
            return false;
        }
        var anchors = ParseAll(Roots);
        var decision = underWay
            ? CertificatePath.CheckUnderWay(signer, issuers, anchors, lists, at, CertificateUsage.DigitalSignature)
            : CertificatePath.Check(signer, issuers, anchors, lists, at, CertificateUsage.DigitalSignature);
        refusal = decision is PathDecision.Refused refused ? new DescriptorSigner(refused.Reason.ToString())
            : signer.PublicKey.Verify(body.Record, body.Signature) ? null
            : new BadSignature("record");
        path = (decision as PathDecision.Trusted)?.Path;
        return refusal is null;
    }

    private static Crl NewestOf(Sm2Certificate issuer, IEnumerable<Crl> lists) =>
        CertificatePath.NewestOf(issuer, lists) ?? throw new InvalidOperationException("A trusted path has a list of every issuer.");

    // Something that does not parse ends the list: a chain is whole or it is none.
    private static List<Sm2Certificate> ParseAll(IEnumerable<byte[]> certificates)
    {
        var parsed = new List<Sm2Certificate>();
        foreach (var der in certificates)
        {
            if (!Sm2Certificate.TryParse(der, out var certificate))
                return [];
            parsed.Add(certificate);
        }
        return parsed;
    }
}

/// <summary>A path that holds.</summary>
/// <param name="Chain">The signer first, without the anchor, DER.</param>
/// <param name="Crls">For each of them the CRL of its issuer, DER.</param>
internal sealed record TrustedChain(IReadOnlyList<byte[]> Chain, IReadOnlyList<byte[]> Crls);
