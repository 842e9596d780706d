using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>From a statement's bytes to what is shown: a statement that is refused as a whole is never shown as if it could be answered.</summary>
internal static class StatementReading
{
    public static PhoneAnswer<Asked> Read(ScanAnswer answer, byte[] statement, PhoneIdentity own, DateTimeOffset now) => answer.Kind switch
    {
        ChallengeKind.Encrypt => ReadEncrypt(answer, statement, own),
        ChallengeKind.Decrypt => ReadDecrypt(answer, statement, own, now),
        _ => Refused("本手机不支持这种请求"),
    };

    private static PhoneAnswer<Asked> ReadEncrypt(ScanAnswer answer, byte[] bytes, PhoneIdentity own)
    {
        if (!EncryptStatement.TryParse(bytes, out var statement, out var defect))
            return Refused(defect);
        if (EncryptChecks.Find(statement, answer.Challenge, own) is { } wrong)
            return Refused(wrong);
        // The hub makes both in one moment of one name.
        if (statement.PlatformName != answer.PlatformName)
            return Refused("platformName");
        return new Asked.Encrypt(statement.Platform, statement.Opening, statement.Expires, [.. statement.Envelopes.Select(claim => FileOf(claim.Header, null))], statement.Withdraws)
        {
            PlatformName = statement.PlatformName,
            Statement = statement,
        };
    }

    private static PhoneAnswer<Asked> ReadDecrypt(ScanAnswer answer, byte[] bytes, PhoneIdentity own, DateTimeOffset now)
    {
        if (!DecryptStatement.TryParse(bytes, out var statement, out var defect))
            return Refused(defect);
        if (DecryptChecks.Refuse(statement, answer.Challenge, own) is { } wrong)
            return Refused(wrong);
        var errors = DecryptChecks.Find(statement, own, now);
        // What an untrusted descriptor says is not shown as the project's name.
        var trusted = errors.Any(error => error is not (EnvelopeError.Descriptor or EnvelopeError.Key)) && OpeningDescriptor.TryParse(statement.Descriptor.Record, out var read, out _) ? read : null;
        return new Asked.Decrypt(statement.Platform, statement.Opening, trusted?.Name ?? "", trusted?.Lots ?? [],
            [.. statement.Envelopes.Zip(errors, (envelope, error) => FileOf(envelope.Envelope.Header, error) is var file && own.Withdrawn.Contains(file.Envelope.ToString()) ? file with { TakenBack = true } : file)])
        {
            // The name at the freeze, and not the one beside the statement: a platform may have got another name between a bid and the freeze, and that closes nobody's bid.
            PlatformName = statement.PlatformName,
            Statement = statement,
        };
    }

    private static AskedFile FileOf(byte[] header, string? error) => BidHeader.TryParse(header, out var read, out _)
        ? new AskedFile(read.Envelope, read.Lot.ToString(), read.FileName, read.Length, error)
        : new AskedFile(default, "", "", 0, error);

    private static PhoneProblem Refused(string defect) => new(PhoneProblemType.Statement, $"待签内容不能通过手机的检查（{defect}）。", "请不要输入密码，并联系交易平台。");
}
