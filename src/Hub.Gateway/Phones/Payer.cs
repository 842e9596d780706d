using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Phones;

/// <summary>Whom a request is charged to.</summary>
internal enum Charge
{
    /// <summary>The key that it names, which has signed it.</summary>
    Device,

    /// <summary>The address it came from.</summary>
    Stranger,
}

/// <summary>
/// Who pays for a call, by what came of it. Key ids and N are known to platforms and to whoever has seen an answer, so a key pays only for what can follow nothing but its own good
/// signature on this very call: each call has a closed list of those, and whatever is not in it is the address's. Else anybody could use up an owner's budget.
/// </summary>
internal static class Payer
{
    /// <summary>The grain may say that a challenge is unavailable, or of another hub, before it looks at the signature.</summary>
    public static Charge OfScan(Refusal refusal) => Of(refusal is WrongCertificate or PinErased || IsBarred(refusal) || IsEnded(refusal));

    /// <inheritdoc cref="OfScan"/>
    public static Charge OfUnlock(Refusal refusal) => Of(
        refusal is WrongCertificate or NotStarted or BlindedInvalid or VersionMismatch or PinLocked or PinErased || IsBarred(refusal) || IsEnded(refusal));

    /// <summary>Another statement is found out after the signature and another hub before it, under one name: the address's.</summary>
    public static Charge OfRejection(Refusal refusal) => Of(refusal is WrongCertificate or NotStarted || IsBarred(refusal) || IsEnded(refusal));

    /// <summary>
    /// The grain answers known bytes, and what cannot count any more, without verifying; a decided challenge's response and its N are known to the platform and to whoever reads the feed.
    /// </summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="arrival">Of this call: an answer that was given before carries the arrival of then.</param>
    public static Charge OfResponse(Outcome<Acknowledgement> outcome, DateTimeOffset arrival)
    {
        var now = WireTime.Cut(arrival);
        return Of(outcome.Try(out var acknowledged, out var refusal)
            ? acknowledged.Arrival == now
            : refusal is WindowClosed closed ? closed.Arrival == now : refusal is ResultsMismatch or PinTryUnknown || IsBarred(refusal));
    }

    /// <summary>Of a proof, whose signature is looked at first.</summary>
    public static Charge OfProof(Refusal refusal) => Of(refusal is BlindedInvalid or PinErased or PinTryUnknown);

    /// <summary>Of what clears a right try. How a certificate stands is said before its signature is looked at, here as at a change of the PIN.</summary>
    public static Charge OfClearing(Refusal refusal) => Of(refusal is PinTryUnknown);

    /// <summary>Of the start of a change of the PIN.</summary>
    public static Charge OfChange(Refusal refusal) => Of(refusal is BlindedInvalid or VersionMismatch or PinTryUnknown or PinErased);

    /// <summary>Of its end.</summary>
    public static Charge OfConfirmation(Refusal refusal) => Of(refusal is VersionMismatch or PinErased);

    /// <summary>Of an enrolment: its key is new, so that nobody vouches for it.</summary>
    public static Charge OfEnrolment(Refusal refusal) => Charge.Stranger;

    private static bool IsBarred(Refusal refusal) => refusal is CertificateRevoked or CertificateExpired or CertificateSuspended;

    // What a challenge says of itself to its holder alone.
    private static bool IsEnded(Refusal refusal) => refusal is AlreadyDecided or ChallengeCancelled or ChallengeExpired or WindowClosed;

    private static Charge Of(bool signed) => signed ? Charge.Device : Charge.Stranger;
}
