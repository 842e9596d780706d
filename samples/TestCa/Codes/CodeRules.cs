using Hub.Cryptography;

namespace TestCa.Codes;

/// <summary>What a code is good for at a moment.</summary>
internal abstract record CodeDecision
{
    private CodeDecision()
    {
    }

    public sealed record Issue(EnrolmentCode Code, string Requests) : CodeDecision;

    /// <summary>The same requests again: an answer was lost.</summary>
    public sealed record Repeat(byte[] SigningCertificate, byte[] EncryptionCertificate) : CodeDecision;

    /// <summary>Unknown, expired or used: a stranger does not learn which.</summary>
    public sealed record Refused : CodeDecision;
}

internal static class CodeRules
{
    public static CodeDecision Decide(EnrolmentCode? code, SigningRequest signing, SigningRequest encryption, DateTimeOffset now)
    {
        if (code is null)
            return new CodeDecision.Refused();
        var requests = Sm3Digest.OfParts(signing.Der.ToArray(), encryption.Der.ToArray()).ToString();
        if (code is { Requests: { } used, SigningCertificate: { } first, EncryptionCertificate: { } second })
            return used == requests ? new CodeDecision.Repeat(first, second) : new CodeDecision.Refused();
        return now < code.Expires ? new CodeDecision.Issue(code, requests) : new CodeDecision.Refused();
    }
}
