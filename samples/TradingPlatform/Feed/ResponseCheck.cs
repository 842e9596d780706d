using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Identity;
using TradingPlatform.Openings;

namespace TradingPlatform.Feed;

/// <summary>What the platform checks of an answer in the feed. The hub is believed in nothing that can be checked: not the signature, not the certificate, not the statement.</summary>
internal static class ResponseCheck
{
    /// <summary>The answer itself: it is to this challenge, and signed by a certificate of this platform's own anchors that was good when it arrived.</summary>
    /// <param name="awaitsList">Nothing is wrong but that a CA's list is missing or overdue: that is not the hub's fault, and the answer can be judged when the list has come.</param>
    /// <returns>What is wrong, or empty.</returns>
    public static string FindInAnswer(FeedEntry entry, Opening opening, PlatformTrust trust, IReadOnlyList<Crl> crls, out ResponseRecord? response, out bool awaitsList)
    {
        awaitsList = false;
        if (!ResponseRecord.TryParse(entry.Response, out response, out var defect))
            return "response: " + defect;
        if (response.Kind != ChallengeKind.Decrypt || response.Hub != trust.Hub || response.Platform != trust.Platform || response.Challenge != entry.Challenge)
            return "response is of another hub, platform or challenge";
        if (!Sm2Certificate.TryParse(entry.Certificate, out var certificate) || !Certificates.TryParse(entry.Chain, out var issuers) || certificate.KeyId != response.SignKeyId)
            return "certificate is not the one that the response names";
        if (!certificate.PublicKey.Verify(entry.Response, entry.Signature))
            return "signature is wrong";
        var subject = entry.Outcome == "late" ? ReceiptSubject.Late : entry.Outcome == "admitted" ? ReceiptSubject.Admission : ReceiptSubject.Response;
        var claim = new ReceiptClaim(subject, opening.Id, Sm3Digest.OfParts(entry.Response, entry.Signature), entry.Challenge);
        if (Receipts.Find(entry.Receipt, trust, claim) is not { } leaf)
            return "receipt does not cover the response";
        // The receipt of an admission has the admission's own arrival; the answer's is compared with the late entry.
        if (leaf.Arrival != entry.Arrival && entry.Outcome != "admitted")
            return "receipt has another arrival";
        if (FindInCertificate(certificate, issuers, trust, crls, entry.Arrival, opening.State.FrozenAt) is not { } refused)
            return "";
        awaitsList = refused is PathRefusal.CrlMissing or PathRefusal.CrlStale;
        return "certificate: " + refused;
    }

    /// <summary>The CAs that an entry brings along, or none; nothing is believed of them here.</summary>
    public static IReadOnlyList<Sm2Certificate> IssuersOf(FeedEntry entry) => Certificates.TryParse(entry.Chain, out var issuers) ? issuers : [];

    /// <summary>Whether the answer counts: in time by this platform's own window, or admitted by its own amendment. The arrival is the one that the receipt vouches for.</summary>
    /// <returns>What is wrong, or empty. A late one claims nothing, so nothing is wrong with it: see <see cref="LateInTime"/>.</returns>
    public static string FindInOutcome(FeedEntry entry, DecryptionWindow? window, Opening opening)
    {
        var inTime = window is { } open && open.Contains(entry.Arrival);
        return entry.Outcome switch
        {
            "approved" => inTime ? "" : "arrived outside the window",
            "late" => "",
            _ => AdmissionRules.Find(entry, opening.Late.All, opening.State.Amendments.Select(row => row.Action)),
        };
    }

    /// <summary>The statement that was answered: it is the one that the response names, and made of this platform's own descriptor and freeze and of all its envelopes for the certificate.</summary>
    /// <param name="frozen">How many envelopes of the challenge this platform has frozen.</param>
    /// <returns>What is wrong, or empty.</returns>
    public static string FindInStatement(byte[] bytes, ResponseRecord response, Opening opening, int frozen, out DecryptStatement? statement)
    {
        statement = null;
        if (Sm3Digest.Of(bytes) != response.Statement)
            return "statement is not the one that was answered";
        if (!DecryptStatement.TryParse(bytes, out statement, out var defect))
            return "statement: " + defect;
        var state = opening.State;
        if (statement.Opening != opening.Id || statement.Challenge != response.Challenge || statement.SignKeyId != response.SignKeyId
            || !statement.Descriptor.Record.AsSpan().SequenceEqual(state.Descriptor!.Record) || !statement.Freeze.Record.AsSpan().SequenceEqual(state.Freeze!.Record))
            return "statement is of another opening or another freeze";
        if (statement.Envelopes.Count != response.Results.Count)
            return "response has another number of results than the statement of envelopes";
        var answered = new HashSet<EnvelopeId>();
        foreach (var (shown, result) in statement.Envelopes.Zip(response.Results))
        {
            if (opening.Envelopes.Find(result.Envelope.ToString()) is not { Step: EnvelopeStep.Registered } row || !row.Sealed.Leaf().AsSpan().SequenceEqual(shown.Envelope.Leaf())
                || row.ReadHeader().SignKeyId != response.SignKeyId || row.Challenge != response.Challenge.ToString())
                return "statement has an envelope that this platform did not freeze for this certificate";
            if (!answered.Add(result.Envelope))
                return "statement has an envelope twice";
        }
        // A certificate answers once: what its statement leaves out would never be opened, and nobody would say why.
        return answered.Count == frozen ? "" : "statement lacks an envelope that this platform froze for this certificate";
    }

    private static PathRefusal? FindInCertificate(
        Sm2Certificate certificate, IReadOnlyList<Sm2Certificate> issuers, PlatformTrust trust, IReadOnlyList<Crl> crls, DateTimeOffset arrival, DateTimeOffset? frozenAt)
    {
        var decision = CertificatePath.Check(certificate, issuers, trust.Roots, crls, arrival, CertificateUsage.DigitalSignature);
        // An opening under way does not stop because a CA is late with its next list: one that was good at the freeze is good enough. It still revokes.
        if (decision is PathDecision.Refused { Reason: PathRefusal.CrlStale } && frozenAt < arrival)
        {
            decision = CertificatePath.CheckIssuance(certificate, issuers, trust.Roots, arrival, CertificateUsage.DigitalSignature);
            if (decision is PathDecision.Trusted)
                decision = CertificatePath.Check(certificate, issuers, trust.Roots, crls, frozenAt.Value, CertificateUsage.DigitalSignature);
        }
        // What was revoked after it had answered has answered: the list's time decides, not the moment of reading.
        if (decision is PathDecision.Refused { Reason: PathRefusal.Revoked, Revocation: { } entry } && entry.RevokedAt > arrival)
            decision = CertificatePath.CheckIssuance(certificate, issuers, trust.Roots, arrival, CertificateUsage.DigitalSignature);
        return decision is PathDecision.Refused refused ? refused.Reason : null;
    }
}
