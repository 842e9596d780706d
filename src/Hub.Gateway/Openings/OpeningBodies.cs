using Hub.Cryptography;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Openings;

/// <summary>How long tokens may live: thirty days reach from the registration of a bid to the end of its opening.</summary>
internal static class TokenLife
{
    public const int MinSeconds = 60;
    public const int MaxSeconds = 30 * 24 * 3600;
}

/// <summary>A descriptor is stored.</summary>
/// <param name="Descriptor">SM3 of its bytes.</param>
internal sealed record DescribedBody(string Opening, int Generation, string Descriptor);

/// <summary>An opening as its platform sees it.</summary>
internal sealed record OpeningBody(
    string Opening, int Generation, string Phase, int Envelopes, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, int Amendments, DateTimeOffset ServerTime)
{
    public OpeningBody(OpeningSummary it, DateTimeOffset now) : this(
        it.Terms.OpeningId, it.Terms.Generation, it.Terms.Phase, it.Envelopes, it.Terms.OpensAt, it.Terms.ClosesAt, it.Terms.Amendment, now)
    {
    }
}

/// <summary>Terms of an opening as pages get them (protocol, 7.3).</summary>
/// <param name="Phones"><c>allowed</c> or <c>forbidden</c> in the hall (D5).</param>
/// <param name="Amendment">How many so far.</param>
internal sealed record TermsBody(
    string Opening, string Name, string Phase, int Generation, string Start, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, string Phones, DateTimeOffset ServerTime, int Amendment)
{
    public TermsBody(OpeningTerms it, DateTimeOffset now) : this(
        it.OpeningId, it.Name, it.Phase, it.Generation, it.Start, it.OpensAt, it.ClosesAt, it.PhonesAllowed ? "allowed" : "forbidden", now, it.Amendment)
    {
    }
}

/// <summary>An envelope is registered.</summary>
/// <param name="Challenge">The decrypt challenge that will open it.</param>
internal sealed record RegisteredBody(string Envelope, string Challenge, ReceiptObject Receipt);

/// <summary>Only a receipt.</summary>
internal sealed record ReceiptBody(ReceiptObject Receipt);

/// <summary>The freeze is stored.</summary>
internal sealed record FrozenBody(ReceiptObject Receipt, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt);

/// <summary>An amendment is stored.</summary>
internal sealed record AmendedBody(int Number, ReceiptObject Receipt, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt);

/// <summary>Asks for a board token.</summary>
internal sealed record BoardTokenShape(int ValidSeconds)
{
    public static BoardTokenShape? Read(RecordReader reader) => new((int)reader.Integer("validSeconds", TokenLife.MinSeconds, TokenLife.MaxSeconds));
}

/// <summary>A board token.</summary>
internal sealed record BoardTokenBody(string BoardToken, DateTimeOffset Expires)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => "*** until " + WireTime.Format(Expires);
}

/// <summary>An envelope's registration, for the description of the interface alone.</summary>
internal sealed record EnvelopeShape(byte[] Header, string Commitment, byte[] SealedKey, AuthorshipShape Authorship);

/// <summary>A withdrawal, for the description of the interface alone.</summary>
internal sealed record WithdrawalShape(AuthorshipShape Authorship);

/// <summary>Authorship, for the description of the interface alone.</summary>
internal sealed record AuthorshipShape(byte[] Statement, byte[] Response, byte[] Signature);
