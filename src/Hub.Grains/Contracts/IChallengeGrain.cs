using Orleans.Concurrency;

namespace Hub.Grains.Contracts;

/// <summary>One request for one phone action (扫码会话). Key: the challenge id.</summary>
[Alias("Hub.IChallengeGrain")]
public interface IChallengeGrain : IGrainWithStringKey
{
    /// <summary>Creates an encrypt challenge; the same request again gives the same answer.</summary>
    [Alias("CreateEncrypt")] Task<Outcome<CreatedChallenge>> CreateEncrypt(EncryptRequest request, DateTimeOffset now);

    /// <summary>Adds an envelope to, and takes withdrawn ones out of, a decrypt challenge; makes the challenge if it is the first. Called by the Opening alone.</summary>
    [Alias("Register")] Task<Outcome<Registration>> Register(RegisterEnvelope request);

    /// <summary>Takes withdrawn envelopes out. Called by the Opening alone.</summary>
    [Alias("Withdraw")] Task<Outcome<ReceiptBytes>> Withdraw(WithdrawEnvelopes request);

    /// <summary>Whether this encrypt challenge was approved with exactly this response and signature, and by whom.</summary>
    [Alias("FindApproval")] Task<Outcome<Approval>> FindApproval(byte[] response, byte[] signature);

    /// <summary>A phone has read the code: <c>scan/1</c>. The gateway has verified the frame.</summary>
    [Alias("Scan")] Task<Outcome<ScanAnswer>> Scan(SignedBody scan, DateTimeOffset arrival);

    /// <summary>One PIN try: <c>pin-eval/1</c>.</summary>
    [Alias("Unlock")] Task<Outcome<Evaluation>> Unlock(SignedBody evaluation, DateTimeOffset arrival);

    /// <summary>The signed answer: <c>response/1</c>, signed by the certificate's key.</summary>
    /// <param name="arrival">The gateway's clock at the last byte of the body: what decides whether it counts.</param>
    [Alias("Respond")] Task<Outcome<Acknowledgement>> Respond(SignedBody response, DateTimeOffset arrival);

    /// <summary>The holder refuses: <c>reject/1</c>.</summary>
    [Alias("Reject")] Task<Outcome<Done>> Reject(SignedBody rejection, DateTimeOffset arrival);

    /// <summary>The platform takes an undecided encrypt challenge back.</summary>
    [Alias("Cancel")] Task<Outcome<Done>> Cancel(string platformId, DateTimeOffset now);

    /// <summary>Whether a late response can be admitted. Called by the Opening alone, before it stores the amendment that does so.</summary>
    /// <param name="responseDigest">SM3 of the late response's bytes.</param>
    [Alias("MayAdmit")] Task<Outcome<Done>> MayAdmit(string responseDigest);

    /// <summary>A late response counts, by the host's signed amendment, which is stored; the same again changes nothing. Called by the Opening alone.</summary>
    /// <param name="responseDigest">SM3 of the late response's bytes.</param>
    /// <param name="arrival">The amendment's.</param>
    [Alias("Admit")] Task<Outcome<Done>> Admit(string responseDigest, DateTimeOffset arrival);

    /// <summary>The window was extended while an answer was judged by its old end: one that was kept as late and lies inside it now counts. Called by the Opening alone.</summary>
    [Alias("JudgeLateAgain")] Task JudgeLateAgain();

    /// <summary>What the platform found in the files.</summary>
    [Alias("ReportFiles")] Task<Outcome<Done>> ReportFiles(string platformId, string openingId, IReadOnlyList<FileReport> files, DateTimeOffset now);

    /// <summary>Where the challenge stands, for its page and its platform.</summary>
    /// <param name="platformId">Only this platform's challenge is shown; null for a watch token's holder, whom the platform has let in.</param>
    [Alias("Read")] Task<Outcome<ChallengeSnapshot>> Read(string? platformId);

    /// <summary>A page that shows the challenge has come, or its line was lost: kept as an event, after the start only.</summary>
    [Alias("PageChanged"), OneWay] Task PageChanged(bool came, DateTimeOffset at);

    /// <summary>The statement's bytes, for the platform (a decrypt's only after the start).</summary>
    [Alias("ReadStatement")] Task<Outcome<StatementBytes>> ReadStatement(string platformId);
}

/// <summary>An encrypt challenge to be made.</summary>
/// <param name="RequestDigest">SM3 of the request's body: the same idempotency key with another body is refused.</param>
[GenerateSerializer, Immutable, Alias("Hub.EncryptRequest")]
public sealed record EncryptRequest(string PlatformId, string OpeningId, IReadOnlyList<ClaimedEnvelope> Envelopes, IReadOnlyList<string> Withdraws, int ValidSeconds, string RequestDigest);

/// <summary>An envelope that is to be bound to a certificate.</summary>
[GenerateSerializer, Immutable, Alias("Hub.ClaimedEnvelope")]
public sealed record ClaimedEnvelope(byte[] Header, string Commitment, string SealedKeyDigest);

/// <summary>A challenge was made.</summary>
[GenerateSerializer, Immutable, Alias("Hub.CreatedChallenge")]
public sealed record CreatedChallenge(string ChallengeId, byte[] Statement, DateTimeOffset Expires);

/// <summary>An envelope that the Opening has checked, for its decrypt challenge.</summary>
/// <param name="Envelope">The whole envelope as it came: header, commitment, sealed key, authorship (the JSON of the registration's body).</param>
/// <param name="Withdraws">Envelope ids that leave with it.</param>
/// <param name="Receipt">Bytes of the <c>receipt/1</c> to be committed with it.</param>
/// <param name="Lot">For the board.</param>
/// <param name="BidderId">Enterprise id.</param>
/// <param name="BidderName">For the board.</param>
[GenerateSerializer, Immutable, Alias("Hub.RegisterEnvelope")]
public sealed record RegisterEnvelope(
    string PlatformId, string OpeningId, string SignKeyId, string EnvelopeId, byte[] Envelope, IReadOnlyList<string> Withdraws, byte[] Receipt, string Lot, string BidderId, string BidderName);

/// <summary>Envelopes to be taken out.</summary>
[GenerateSerializer, Immutable, Alias("Hub.WithdrawEnvelopes")]
public sealed record WithdrawEnvelopes(IReadOnlyList<string> Envelopes, byte[] Receipt);

/// <summary>An envelope is registered.</summary>
/// <param name="Receipt">Wire bytes of the receipt.</param>
[GenerateSerializer, Immutable, Alias("Hub.Registration")]
public sealed record Registration(string EnvelopeId, string ChallengeId, byte[] Receipt);

/// <summary>Wire bytes of a receipt (the JSON of <c>Hub.Cryptography.Receipt</c>).</summary>
[GenerateSerializer, Immutable, Alias("Hub.ReceiptBytes")]
public sealed record ReceiptBytes(byte[] Receipt);

/// <summary>An encrypt challenge was approved by this certificate.</summary>
[GenerateSerializer, Immutable, Alias("Hub.Approval")]
public sealed record Approval(string PlatformId, string OpeningId, string SignKeyId, byte[] Statement);

/// <summary>What a phone gets for a scan.</summary>
/// <param name="Statement">Null before the start of a decrypt; so are nonce and pin.</param>
[GenerateSerializer, Immutable, Alias("Hub.ScanAnswer")]
public sealed record ScanAnswer(
    string ChallengeId, string Kind, string State, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, string PlatformName, string? Name, byte[]? Statement, byte[]? Nonce, PinStanding? Pin);

/// <summary>How the PIN of a certificate stands.</summary>
/// <param name="TriesLeft">Until the key share is erased, 0…10.</param>
/// <param name="FailedSinceLastUse">Uncleared tries since the last cleared one.</param>
[GenerateSerializer, Immutable, Alias("Hub.PinStanding")]
public sealed record PinStanding(int Version, int TriesLeft, int FailedSinceLastUse, DateTimeOffset? LockedUntil);

/// <summary>The hub's part of a PIN try.</summary>
/// <param name="Evaluated">Z, 33 bytes.</param>
[GenerateSerializer, Immutable, Alias("Hub.Evaluation")]
public sealed record Evaluation(byte[] Evaluated, int TriesLeft);

/// <summary>A response is stored.</summary>
/// <param name="Receipt">Wire bytes of the receipt.</param>
[GenerateSerializer, Immutable, Alias("Hub.Acknowledgement")]
public sealed record Acknowledgement(string ChallengeId, string State, DateTimeOffset Arrival, byte[] Receipt);

/// <summary>What became of one file.</summary>
/// <param name="Opened">Else failed.</param>
/// <param name="Reason">The platform's words when failed, up to 200 characters.</param>
[GenerateSerializer, Immutable, Alias("Hub.FileReport")]
public sealed record FileReport(string EnvelopeId, bool Opened, string? Reason);

/// <summary>A statement's bytes.</summary>
[GenerateSerializer, Immutable, Alias("Hub.StatementBytes")]
public sealed record StatementBytes(byte[] Statement);

/// <summary>Where a challenge stands, numbered within an epoch: a page drops what is not newer.</summary>
/// <param name="Epoch">Another one after the grain was activated anew.</param>
/// <param name="Terms">Of its opening; null for kinds without one.</param>
/// <param name="Refusal">Problem type of the last refused scan or response, for the page to explain.</param>
[GenerateSerializer, Immutable, Alias("Hub.ChallengeSnapshot")]
public sealed record ChallengeSnapshot(
    string ChallengeId, string Epoch, long Number, string Kind, string State, OpeningTerms? Terms, DateTimeOffset? Expires, string PlatformId, string PlatformName,
    DateTimeOffset? ScannedAt, DateTimeOffset? DecidedAt, string? Refusal, ChallengeResult? Result)
{
    /// <summary>It is the push that follows the answer itself, of which there is one: later ones repeat the result. For what is measured of pushes, never told to a page.</summary>
    [Id(0)] public bool Answers { get; init; }
}

/// <summary>The decided answer with everything needed to check it.</summary>
[GenerateSerializer, Immutable, Alias("Hub.ChallengeResult")]
public sealed record ChallengeResult(
    byte[]? Statement, byte[] Response, byte[] Signature, byte[] Certificate, IReadOnlyList<byte[]> Chain, byte[] Receipt, DateTimeOffset Arrival);
