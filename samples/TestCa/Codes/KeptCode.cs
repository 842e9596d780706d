using Hub.Cryptography;

namespace TestCa.Codes;

/// <summary>A code (申领码) as the CA keeps it. The secret is needed to check the applicant's proof, so the folder is for the CA alone.</summary>
internal sealed record KeptCode
{
    /// <summary>The ticket's name, under which the hub asks.</summary>
    public string Name { get; init; } = "";

    /// <summary>The whole code.</summary>
    public string Code { get; init; } = "";

    public string CreditCode { get; init; } = "";

    public string Enterprise { get; init; } = "";

    public string Holder { get; init; } = "";

    /// <summary>Exclusive.</summary>
    public DateTimeOffset Expires { get; init; }

    /// <summary>SM3 of what was proven once it was used: the same gets the same answer, anything else none.</summary>
    public string? Requests { get; init; }

    public byte[]? SigningCertificate { get; init; }

    public byte[]? EncryptionCertificate { get; init; }

    /// <summary>Whether the applicant has this code, and for these keys.</summary>
    public bool IsProven(Application application) =>
        EnrolmentCode.TryParse(Code, out var code) && code.Ticket == application.Code
        && code.Verify(application.Proof, application.SigningRequest, application.EncryptionRequest, application.DeviceKey);
}
