namespace Hub.Phone;

/// <summary>
/// The only answers that end what a phone keeps (protocol section 9). Everything else may be otherwise next time: a proxy's page, another hub behind the same name, a restore that brings
/// a challenge back, a suspension that is lifted, a program that is newer. So the list says what ends, never what does not.
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
        "urn:hub:problem:challenge-expired",    // arrivals only get later, and its end does not move
        "urn:hub:problem:statement-mismatch",   // the names in the bytes are another statement's
        "urn:hub:problem:results-mismatch",     // the results in the bytes are another statement's
        "urn:hub:problem:bad-signature",        // over these bytes it stays wrong
        "urn:hub:problem:certificate-revoked",  // for good
        "urn:hub:problem:certificate-expired",  // for good
    };

    private static readonly HashSet<string> Try = new(StringComparer.Ordinal)
    {
        PinTryUnknown,                          // a restored hub does not count it
        "urn:hub:problem:pin-erased",           // no try counts any more
        "urn:hub:problem:bad-signature",
        "urn:hub:problem:certificate-revoked",
        "urn:hub:problem:certificate-expired",
    };

    /// <summary>Whether these bytes can never be answered otherwise. A window that is closed is, unless the hub keeps the answer: then its receipt settles it.</summary>
    public static bool EndsResponse(PhoneProblem problem) =>
        Response.Contains(problem.Type) || (problem.Type == WindowClosed && problem.Members.TryGetValue("kept", out var kept) && kept == "false");

    /// <summary>Whether there is nothing left that <c>pin-ok/1</c> could clear.</summary>
    public static bool EndsTry(PhoneProblem problem) => Try.Contains(problem.Type);
}
