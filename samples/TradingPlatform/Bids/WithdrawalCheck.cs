using Hub.Cryptography;
using TradingPlatform.Openings;

namespace TradingPlatform.Bids;

/// <summary>What the platform checks of an order to take envelopes back, before it is kept and the hub is told.</summary>
internal static class WithdrawalCheck
{
    /// <summary>The decrypt challenge of the certificate, if the order is that certificate's own and names nothing but envelopes that it registered here; else null.</summary>
    public static string? FindChallenge(Opening opening, Authorship authorship)
    {
        if (!EncryptStatement.TryParse(authorship.Statement, out var statement, out _) || statement.Opening != opening.Id || statement.Envelopes.Count > 0 || statement.Withdraws.Count == 0)
            return null;
        string? challenge = null;
        foreach (var envelope in statement.Withdraws)
        {
            if (opening.Envelopes.Find(envelope.ToString()) is not { Step: EnvelopeStep.Registered } row || (challenge ??= row.Challenge) != row.Challenge
                || !Sm2Certificate.TryParse(row.Certificate, out var certificate) || !authorship.TryOpen(certificate.PublicKey, out _, out _, out _))
                return null;
        }
        return challenge;
    }
}
