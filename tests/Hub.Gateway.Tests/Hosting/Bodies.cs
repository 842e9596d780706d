using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hub.Cryptography;
using Hub.Grains.Contracts;
using Hub.Grains.Qr;

namespace Hub.Gateway.Tests.Hosting;

/// <summary>Requests and answers that many tests need.</summary>
internal static class Bodies
{
    public const string HubIdText = "hub-00112233445566778899aabbccddeeff";
    public const string OpeningText = "op-00112233445566778899aabbccddeeff";
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    public static readonly byte[] ReceiptJson = """{"leaf":"AA==","index":0,"size":1,"path":[],"batch":"AA==","signature":"AAAAAAAAAAA="}"""u8.ToArray();

    public static HubId HubId => HubId.TryParse(HubIdText, out var id) ? id : throw new InvalidOperationException();

    public static OpeningId OpeningId => OpeningId.TryParse(OpeningText, out var id) ? id : throw new InvalidOperationException();

    public static PlatformId PlatformId => PlatformId.TryParse(GatewayHost.Platform, out var id) ? id : throw new InvalidOperationException();

    public static KeyId Key(byte seed) => KeyId.Of([seed]);

    public static ByteArrayContent Json(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    public static ByteArrayContent Json(string text) => Json(Encoding.UTF8.GetBytes(text));

    public static ByteArrayContent Json(object value) => Json(JsonSerializer.SerializeToUtf8Bytes(value));

    /// <summary>A Signed body whose signature nobody here looks at.</summary>
    public static ByteArrayContent Signed(byte[] record, byte[]? signature = null) => Json(new SignedRecord(record, signature ?? new byte[8]).Encode());

    public static byte[] Scan(GatewayHost host, ChallengeId challenge, KeyId key) =>
        new ScanRecord(HubId, challenge, host.Get<QrFrames>().Issue(challenge, host.Time.GetUtcNow(), 1)[0].Frame, key, host.Time.GetUtcNow()).Encode();

    public static byte[] Evaluation(GatewayHost host, ChallengeId challenge, KeyId key) =>
        new PinEvalRecord(HubId, challenge, key, 1, host.Get<PinNonce>().Of(challenge, key), new byte[33]).Encode();

    public static byte[] Rejection(GatewayHost host, ChallengeId challenge, KeyId key) =>
        new RejectRecord(HubId, ChallengeKind.Decrypt, challenge, Sm3Digest.Of("statement"u8), key, host.Get<PinNonce>().Of(challenge, key), "mine-not", host.Time.GetUtcNow()).Encode();

    public static byte[] Response(GatewayHost host, ChallengeId challenge, KeyId key)
    {
        Assert.True(PinTryId.TryParse(new string('a', 64), out var pinTry));
        return new ResponseRecord(HubId, PlatformId, ChallengeKind.Decrypt, challenge, Sm3Digest.Of("statement"u8), key, key, host.Get<PinNonce>().Of(challenge, key), pinTry, [],
            host.Time.GetUtcNow()).Encode();
    }

    public static OpeningTerms Terms(string phase = OpeningPhase.Started) =>
        new(OpeningText, GatewayHost.Platform, "一号公路", phase, 1, OpeningStart.Clock, Noon, Noon, Noon, Noon.AddHours(1), true, 0);

    public static ChallengeSnapshot Snapshot(ChallengeId challenge, long number = 1, string state = "open", ChallengeResult? result = null) =>
        new(challenge.ToString(), "0123456789abcdef", number, ChallengeKind.Decrypt, state, Terms(), null, GatewayHost.Platform, "测试平台", null, null, null, result);

    public static ChallengeResult Result(DateTimeOffset arrival) => new(null, [1], [2], [3], [], ReceiptJson, arrival);

    public static ScanAnswer Scanned(ChallengeId challenge, byte[]? statement) =>
        new(challenge.ToString(), ChallengeKind.Decrypt, statement is null ? "waiting" : "scanned", Noon, null, "测试平台", "一号公路", statement, statement is null ? null : new byte[32],
            statement is null ? null : new PinStanding(1, 10, 0, null));
}
