using System.Security.Cryptography;
using Hub.Cryptography;

namespace Bidder;

/// <summary>
/// A bidder's own program (投标人程序), neither hub nor platform: it encrypts files, has the phone sign for them, and gives the sealed keys away only after it has verified that
/// signature over its own bytes. Plaintext and content keys never leave it.
/// </summary>
/// <param name="http">Its timeout must allow for the longest upload.</param>
/// <param name="platform">The platform's public address, with a closing slash.</param>
/// <param name="told">Who must answer there.</param>
public sealed class BidderProgram(HttpClient http, Uri platform, KnownPlatform told, BidderTrust trust, BidderCertificate own, IAnswerWatch answers, TimeProvider clock)
{
    private readonly PlatformClient _platform = new(http, platform);

    /// <summary>The opening's terms, with the platform's signature checked.</summary>
    /// <exception cref="BidRefusedException">The platform did not answer or cannot be believed.</exception>
    public async Task<OpeningOffer> GetOfferAsync(OpeningId opening, CancellationToken cancellation = default)
    {
        var answer = Require(await _platform.GetOpeningAsync(opening, cancellation));
        return OpeningOffer.TryAccept(answer.Descriptor, answer.Chain, opening, told, trust, clock.GetUtcNow(), out var offer, out var defect) ? offer : throw new BidRefusedException(defect);
    }

    /// <summary>Encrypts one file, streamed, to this bidder's own certificate.</summary>
    /// <param name="ciphertextPath">Where to write; overwritten.</param>
    /// <exception cref="BidRefusedException">The opening has no such lot.</exception>
    public Task<BidFile> EncryptAsync(
        Stream plaintext, string fileName, LotId lot, OpeningOffer offer, FileCipherSuite suite, string ciphertextPath, CancellationToken cancellation = default) =>
        offer.Descriptor.Lots.Any(known => known.Lot == lot)
            ? BidEncryption.EncryptAsync(plaintext, fileName, lot, offer, own, suite, ciphertextPath, cancellation)
            : throw new BidRefusedException($"opening {offer.Descriptor.Opening} has no lot {lot}");

    /// <summary>
    /// One scan for all files: asks for the challenge, shows its code, waits for the phone, verifies the authorship, and then hands in sealed keys and ciphertexts. Files that
    /// <paramref name="withdraws"/> names are taken back with it (撤回).
    /// </summary>
    /// <param name="show">Shows a QR code's text until the phone has answered.</param>
    /// <returns>One entry a file, with the hub's verified receipt.</returns>
    /// <exception cref="BidRefusedException">Somebody refused, or did something that is not to be believed; the message says who and what.</exception>
    public async Task<IReadOnlyList<HandedIn>> SubmitAsync(
        OpeningOffer offer, IReadOnlyList<BidFile> files, IReadOnlyList<EnvelopeId> withdraws, Func<string, CancellationToken, Task> show, CancellationToken cancellation = default)
    {
        var opening = offer.Descriptor.Opening;
        var page = PageSecret.New();
        var authorship = await HaveSignedAsync(opening, files, withdraws, page, show, cancellation);
        if (files.Count == 0)
        {
            var withdrawn = Require(await _platform.WithdrawAsync(opening, authorship, cancellation));
            Check(withdrawn, ReceiptSubject.Withdrawal, opening, null, authorship.Digest);
            return [];
        }
        var handedIn = new List<HandedIn>();
        foreach (var file in files)
            handedIn.Add(await HandInAsync(opening, file, authorship, page, cancellation));
        return handedIn;
    }

    private async Task<Authorship> HaveSignedAsync(
        OpeningId opening, IReadOnlyList<BidFile> files, IReadOnlyList<EnvelopeId> withdraws, PageSecret page, Func<string, CancellationToken, Task> show, CancellationToken cancellation)
    {
        var challenge = Require(await _platform.AskChallengeAsync(opening, [.. files.Select(file => file.Claim)], withdraws, RandomNumberGenerator.GetHexString(32, lowercase: true), page, cancellation));
        CheckAsked(challenge, opening);
        if (await answers.WaitAsync(challenge, show, cancellation) is not PhoneDecision.Approved approved)
            throw new BidRefusedException("the phone did not approve");
        var authorship = new Authorship(challenge.Statement, approved.Response, approved.Signature);
        if (!authorship.TryOpen(own.Signing.PublicKey, out var statement, out _, out var defect))
            throw new BidRefusedException("authorship: " + defect);
        if (statement.Opening != opening || statement.Envelopes.Count != files.Count || !statement.Withdraws.SequenceEqual(withdraws))
            throw new BidRefusedException("authorship: statement is not what was asked for");
        foreach (var file in files)
        {
            if (!authorship.Covers(file.HeaderBytes, file.Commitment, Sm3Digest.Of(file.SealedKey), own.Signing.PublicKey, out defect))
                throw new BidRefusedException("authorship: " + defect);
        }
        return authorship;
    }

    /// <summary>Before the phone is asked: who the statement says is asking is who the bidder was told of.</summary>
    private void CheckAsked(BidChallenge challenge, OpeningId opening)
    {
        if (!EncryptStatement.TryParse(challenge.Statement, out var statement, out var defect))
            throw new BidRefusedException("statement: " + defect);
        if (statement.Hub != trust.Hub || statement.Platform != told.Id || statement.PlatformName != told.Name)
            throw new BidRefusedException("statement is of another hub or platform than the one that was told");
        if (statement.Challenge != challenge.Challenge || statement.Opening != opening || statement.SignKeyId != own.Signing.KeyId)
            throw new BidRefusedException("statement is of another challenge, opening or certificate");
    }

    private async Task<HandedIn> HandInAsync(OpeningId opening, BidFile file, Authorship authorship, PageSecret page, CancellationToken cancellation)
    {
        var envelope = new SealedEnvelope(file.HeaderBytes, file.Commitment, file.SealedKey, authorship);
        var receipt = Require(await _platform.RegisterAsync(opening, file.Header.Envelope, envelope, page, cancellation));
        var arrival = Check(receipt, ReceiptSubject.Registration, opening, file.Header.Envelope, Sm3Digest.Of(envelope.Leaf()));
        Require(await _platform.UploadAsync(opening, file.Header.Envelope, file.CiphertextPath, cancellation));
        return new HandedIn(file, receipt, arrival, page);
    }

    /// <summary>The hub has it and cannot deny it: verified against a hub key that the CA vouches for.</summary>
    private DateTimeOffset Check(Receipt receipt, string subject, OpeningId opening, EnvelopeId? envelope, Sm3Digest digest)
    {
        if (!receipt.TryVerify(trust.Hub, trust.HubKeys, out var leaf, out var defect))
            throw new BidRefusedException("receipt: " + defect);
        return leaf.Subject == subject && leaf.Platform == told.Id && leaf.Opening == opening && leaf.Envelope == envelope && leaf.Digest == digest
            ? leaf.Arrival
            : throw new BidRefusedException("receipt: of something else");
    }

    private static T Require<T>(PlatformAnswer<T> answer) where T : class => answer.Value ?? throw new BidRefusedException(answer.Problem);
}

/// <summary>A file that hub and platform have.</summary>
/// <param name="Receipt">The hub's, verified.</param>
/// <param name="Arrival">The hub's clock when it came.</param>
/// <param name="Page">Opens the page of the decrypt code; nobody else has it.</param>
public sealed record HandedIn(BidFile File, Receipt Receipt, DateTimeOffset Arrival, PageSecret Page);

/// <summary>The bid went no further. A program of one purpose ends here, so that this is an exception and no value.</summary>
public sealed class BidRefusedException : Exception
{
    /// <summary>With the reason.</summary>
    public BidRefusedException(string reason)
        : base(reason)
    {
    }
}
