using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>The hub's answer to a scan (protocol section 5.1).</summary>
internal sealed record ScanAnswer(
    ChallengeId Challenge, string Kind, string State, DateTimeOffset ServerTime, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, string PlatformName, string? Name,
    byte[]? Statement, byte[]? Nonce, PinStanding? Pin)
{
    public static ScanAnswer? Read(RecordReader reader) => new(
        reader.Challenge(), reader.OneOf("kind", ChallengeKind.Login, ChallengeKind.Sign, ChallengeKind.Seal, ChallengeKind.Encrypt, ChallengeKind.Decrypt), reader.Text("state", 1, 32),
        reader.Time("serverTime"), reader.OptionalTime("opensAt"), reader.OptionalTime("closesAt"), reader.Text("platformName", 1, 100),
        reader.Has("name") ? reader.Text("name", 1, 200) : null,
        reader.Has("statement") ? reader.Bytes("statement", 2, DecryptStatement.MaxLength) : null, reader.Has("nonce") ? reader.Bytes("nonce", 32, 32) : null,
        reader.Has("pin") ? reader.Object("pin", item => AnswerReading.Take(item, ReadPin)) : null);

    private static PinStanding? ReadPin(RecordReader reader) => new(
        (int)reader.Integer("version", 1, 1_000_000), (int)reader.Integer("triesLeft", 0, 1000), (int)reader.Integer("failedSinceLastUse", 0, 1_000_000), reader.OptionalTime("lockedUntil"));
}
