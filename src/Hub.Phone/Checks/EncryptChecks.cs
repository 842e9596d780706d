using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>What a phone checks before it binds files to its certificate: it never signs for a file that only somebody else could open, or that goes elsewhere.</summary>
public static class EncryptChecks
{
    /// <returns>What is wrong with the statement, naming the member, or null.</returns>
    public static string? Find(EncryptStatement statement, ChallengeId scanned, PhoneIdentity own)
    {
        if (statement.Hub != own.Hub)
            return "hub";
        if (statement.Challenge != scanned)
            return "challenge";
        if (statement.SignKeyId != own.SignKeyId)
            return "signKeyId";
        var seen = new HashSet<EnvelopeId>(statement.Withdraws);
        if (seen.Count != statement.Withdraws.Count)
            return "withdraws";
        for (var i = 0; i < statement.Envelopes.Count; i++)
        {
            if (!BidHeader.TryParse(statement.Envelopes[i].Header, out var header, out var defect))
                return $"envelopes[{i}].header: {defect}";
            if (FindInHeader(statement, header, own) is { } member)
                return $"envelopes[{i}].header.{member}";
            if (!seen.Add(header.Envelope))
                return $"envelopes[{i}].header.envelope";
        }
        return null;
    }

    private static string? FindInHeader(EncryptStatement statement, BidHeader header, PhoneIdentity own)
    {
        if (header.Hub != statement.Hub)
            return "hub";
        if (header.Platform != statement.Platform)
            return "platform";
        if (header.Opening != statement.Opening)
            return "opening";
        if (header.Bidder != own.Enterprise)
            return "bidder";
        if (header.SignKeyId != own.SignKeyId)
            return "signKeyId";
        return header.EncKeyId != own.EncKeyId ? "encKeyId" : null;
    }
}
