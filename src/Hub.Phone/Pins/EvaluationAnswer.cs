using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>The hub's part of a PIN try (protocol section 5.2): Z.</summary>
internal sealed record EvaluationAnswer(OprfElement Evaluated, int TriesLeft)
{
    public static EvaluationAnswer? Read(RecordReader reader) => new(reader.Element("evaluated")!, (int)reader.Integer("triesLeft", 0, 1000));
}

/// <summary>The proof of a try that was answered.</summary>
internal sealed record ProofAnswer(DleqProof Proof)
{
    public static ProofAnswer? Read(RecordReader reader) => new(reader.Proof()!);
}

/// <summary>An evaluation under a new key k′ (protocol section 5.5).</summary>
internal sealed record PinChangeAnswer(int Version, OprfElement PublicKey, OprfElement Evaluated, DleqProof Proof)
{
    public static PinChangeAnswer? Read(RecordReader reader) =>
        new((int)reader.Integer("version", 1, 1_000_000), reader.Element("publicKey")!, reader.Element("evaluated")!, reader.Proof()!);
}
