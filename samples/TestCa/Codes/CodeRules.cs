namespace TestCa.Codes;

/// <summary>What a code is good for at a moment.</summary>
internal abstract record CodeDecision
{
    private CodeDecision()
    {
    }

    public sealed record Issue(KeptCode Code, string Requests) : CodeDecision;

    /// <summary>The same requests again: an answer was lost.</summary>
    public sealed record Repeat(byte[] SigningCertificate, byte[] EncryptionCertificate) : CodeDecision;

    /// <summary>Unknown, expired, used or not proven: a stranger does not learn which.</summary>
    public sealed record Refused : CodeDecision;
}

internal static class CodeRules
{
    public static CodeDecision Decide(KeptCode? code, Application application, DateTimeOffset now)
    {
        if (code?.IsProven(application) != true)
            return new CodeDecision.Refused();
        var requests = application.Digest;
        if (code is { Requests: { } used, SigningCertificate: { } first, EncryptionCertificate: { } second })
            return used == requests ? new CodeDecision.Repeat(first, second) : new CodeDecision.Refused();
        return now < code.Expires ? new CodeDecision.Issue(code, requests) : new CodeDecision.Refused();
    }
}
