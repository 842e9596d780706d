using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>Reads the hub's answers: strict in what it takes, silent on members it does not know, since answers may grow.</summary>
internal static class AnswerReading
{
    private const int MaxAnswer = 12 * 1024 * 1024;

    public static PhoneAnswer<T> Read<T>(ReadOnlyMemory<byte> bytes, Func<RecordReader, T?> read) where T : class
    {
        if (RecordReader.TryRead(bytes, MaxAnswer, reader => Take(reader, read), out var value, out var defect))
            return value;
        return new PhoneProblem(PhoneProblemType.Answer, $"服务的应答不符合协议（{defect}）。", "请联系服务方。");
    }

    /// <summary>An object within an answer.</summary>
    public static T? Take<T>(RecordReader reader, Func<RecordReader, T?> read) where T : class
    {
        var value = read(reader);
        reader.IgnoreOthers();
        return value;
    }

    /// <summary>204: a page that a network puts in the way of the hub confirms nothing.</summary>
    public static readonly Func<ReadOnlyMemory<byte>, PhoneAnswer<Done>> Nothing = bytes =>
        bytes.IsEmpty ? Done.It : new PhoneProblem(PhoneProblemType.Answer, "服务的应答不符合协议。", "请检查网络，稍后再试。");

    public static DateTimeOffset? OptionalTime(this RecordReader reader, string name) => reader.Has(name) ? reader.Time(name) : null;

    public static ChallengeId Challenge(this RecordReader reader) => reader.Parsed<ChallengeId>("challenge", ChallengeId.TryParse, "a challenge id");

    public static OprfElement? Element(this RecordReader reader, string name)
    {
        if (OprfElement.TryParse(reader.Bytes(name, OprfElement.Length, OprfElement.Length), out var element))
            return element;
        reader.Refuse(name, "is not a point of P-256");
        return null;
    }

    public static DleqProof? Proof(this RecordReader reader)
    {
        if (DleqProof.TryParse(reader.Bytes("proof", DleqProof.Length, DleqProof.Length), out var proof))
            return proof;
        reader.Refuse("proof", "is not two scalars");
        return null;
    }
}
