using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>
/// The only answers that end what a phone keeps (protocol section 9). Everything else may be otherwise next time: a proxy's page, another hub behind the same name, a restore that brings
/// a challenge back, a suspension that is lifted, a program that is newer. So the list says what ends, never what does not; and what the phone can judge itself it does not take on
/// anybody's word, since whoever ends the TLS connection before the hub could end an answer that the hub never saw.
/// </summary>
internal static class FinalProblems
{
    public const string WindowClosed = "urn:hub:problem:window-closed";
    public const string PinTryUnknown = "urn:hub:problem:pin-try-unknown";

    // Said only by the hub that made N, since N is verified first, about bytes that never change.
    private static readonly HashSet<string> Response = new(StringComparer.Ordinal)
    {
        "urn:hub:problem:already-decided",      // another answer counts
        "urn:hub:problem:challenge-cancelled",  // a decided challenge never changes
        "urn:hub:problem:results-mismatch",     // the results in the bytes are another statement's
        "urn:hub:problem:certificate-revoked",  // for good
    };

    private const int ProofMax = 4096;

    private static readonly HashSet<string> Try = new(StringComparer.Ordinal)
    {
        PinTryUnknown,                          // a restored hub does not count it
        "urn:hub:problem:pin-erased",           // no try counts any more
        "urn:hub:problem:certificate-revoked",
    };

    /// <summary>Whether these bytes can never be answered otherwise. A window that is closed is, unless the hub keeps the answer: then its receipt settles it.</summary>
    /// <param name="own">Of the certificate that the phone holds.</param>
    /// <param name="notAfter">Of its signing certificate.</param>
    public static bool EndsResponse(PhoneProblem problem, KeptResponse kept, PhoneIdentity own, DateTimeOffset notAfter, DateTimeOffset now) => problem.Type switch
    {
        WindowClosed => problem.Members.TryGetValue("kept", out var isKept) && isKept == "false",
        // Arrivals only get later, and its end does not move; a decrypt challenge has none.
        "urn:hub:problem:challenge-expired" => kept.Kind == ChallengeKind.Encrypt,
        "urn:hub:problem:certificate-expired" => now > notAfter,
        // Over these bytes it stays wrong.
        "urn:hub:problem:bad-signature" => !own.SignKey.Verify(kept.Response, kept.Signature),
        "urn:hub:problem:statement-mismatch" => !Fits(kept, own),
        _ => Response.Contains(problem.Type),
    };

    // Not so after a recovery (找回), with another certificate.
    private static bool Fits(KeptResponse kept, PhoneIdentity own) =>
        ResponseRecord.TryParse(kept.Response, out var response, out _) && response.Hub == own.Hub && response.SignKeyId == own.SignKeyId && response.EncKeyId == own.EncKeyId
        && response.Kind == kept.Kind && response.Challenge.ToString() == kept.Challenge && response.Statement.ToString() == kept.Statement && response.Platform.ToString() == kept.Platform;

    /// <summary>Whether there is nothing left that <c>pin-ok/1</c> could clear.</summary>
    /// <inheritdoc cref="EndsResponse"/>
    public static bool EndsTry(PhoneProblem problem, KeptTry kept, PhoneIdentity own, DateTimeOffset notAfter, DateTimeOffset now) => problem.Type switch
    {
        "urn:hub:problem:certificate-expired" => now > notAfter,
        "urn:hub:problem:bad-signature" => !(SignedRecord.TryParse(kept.Proof, ProofMax, out var proof, out _) && own.SignKey.Verify(proof.Record, proof.Signature)),
        _ => Try.Contains(problem.Type),
    };
}
