using Hub.Cryptography;

namespace Hub.Bench.World;

/// <summary>A registered envelope and what its bidder keeps of it.</summary>
/// <param name="Sealed">As registered.</param>
/// <param name="Challenge">The decrypt challenge that opens it.</param>
/// <param name="Resealed">SM2(opening key, CK ‖ ctx), which the phone will answer: made ahead, since the bidder's program knew CK.</param>
internal sealed record Bid(Bidder Bidder, BenchOpening Opening, EnvelopeId Envelope, SealedEnvelope Sealed, ChallengeId Challenge, byte[] Resealed);
