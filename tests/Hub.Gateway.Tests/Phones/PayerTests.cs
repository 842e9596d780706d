using Hub.Cryptography;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Phones;

/// <summary>For each call of a phone and each refusal that there is: who pays. Refusals that a grain can give before it has seen a good signature must never be the key's.</summary>
public sealed class PayerTests
{
    private const string Barred = "certificate-revoked certificate-expired certificate-suspended ";
    private const string Ended = "already-decided challenge-cancelled challenge-expired window-closed ";

    private static readonly ChallengeId Challenge = ChallengeId.New();

    // What only a good signature of the named key can have been followed by.
    public static TheoryData<string, string> Signed => new()
    {
        { "scan", Barred + Ended + "wrong-certificate pin-erased" },
        { "unlock", Barred + Ended + "wrong-certificate not-started blinded-invalid version-mismatch pin-locked pin-erased" },
        { "rejection", Barred + Ended + "wrong-certificate not-started" },
        // Of the window, only a refusal of this very arrival; the one made up here is older.
        { "response", Barred + "results-mismatch pin-try-unknown" },
        { "pin/proof", "blinded-invalid pin-erased pin-try-unknown" },
        { "pin/ok", "pin-try-unknown" },
        { "pin/changes", "blinded-invalid version-mismatch pin-try-unknown pin-erased" },
        { "pin/changes/confirm", "version-mismatch pin-erased" },
    };

    [Theory, MemberData(nameof(Signed))]
    public async Task A_refusal_is_the_keys_only_if_nothing_but_its_good_signature_can_have_led_to_it(string call, string signed)
    {
        await using var host = await GatewayHost.StartAsync(configure: options => (options.DevicePerMinute, options.ChallengePerMinute) = (1, 1_000));
        var charged = new List<string>();
        byte seed = 0;
        foreach (var refusal in EveryRefusal.Types().Select(type => EveryRefusal.Make(type, true)))
        {
            Answer(host, refusal);
            var key = Hosting.Bodies.Key(++seed);
            Assert.NotEqual(429, (int)(await PostAsync(host, call, key)).StatusCode);
            if ((await PostAsync(host, call, key)).StatusCode == System.Net.HttpStatusCode.TooManyRequests)
                charged.Add(refusal.Word);
        }
        Assert.Equal(signed.Split(' ').Order(StringComparer.Ordinal), charged.Order(StringComparer.Ordinal));
    }

    private static void Answer(GatewayHost host, Refusal refusal) => host.Grains
        .Answer<IChallengeGrain, ScanAnswer>(nameof(IChallengeGrain.Scan), (_, _) => refusal)
        .Answer<IChallengeGrain, Evaluation>(nameof(IChallengeGrain.Unlock), (_, _) => refusal)
        .Answer<IChallengeGrain, Done>(nameof(IChallengeGrain.Reject), (_, _) => refusal)
        .Answer<IChallengeGrain, Acknowledgement>(nameof(IChallengeGrain.Respond), (_, _) => refusal)
        .Answer<ICertificateGrain, DleqProofBytes>(nameof(ICertificateGrain.Prove), (_, _) => refusal)
        .Answer<ICertificateGrain, Done>(nameof(ICertificateGrain.ClearTry), (_, _) => refusal)
        .Answer<ICertificateGrain, PinChange>(nameof(ICertificateGrain.ChangePin), (_, _) => refusal)
        .Answer<ICertificateGrain, Done>(nameof(ICertificateGrain.ConfirmPinChange), (_, _) => refusal);

    private static Task<HttpResponseMessage> PostAsync(GatewayHost host, string call, KeyId key)
    {
        Assert.True(PinTryId.TryParse(new string('a', 64), out var pinTry));
        var (hub, nonce, blinded) = (Hosting.Bodies.HubId, new byte[32], new byte[33]);
        return call switch
        {
            "scan" => SendAsync(Hosting.Bodies.Scan(host, Challenge, key)),
            "unlock" => SendAsync(Hosting.Bodies.Evaluation(host, Challenge, key)),
            "rejection" => SendAsync(Hosting.Bodies.Rejection(host, Challenge, key)),
            "response" => host.Phone.PostAsync(
                $"/p/challenges/{Challenge}/response", Hosting.Bodies.Json(new { response = Hosting.Bodies.Response(host, Challenge, key), signature = new byte[8] })),
            "pin/proof" => SendAsync(new PinProofRecord(hub, key, 1, nonce, blinded).Encode()),
            "pin/ok" => SendAsync(new PinOkRecord(hub, key, nonce, pinTry).Encode()),
            "pin/changes" => SendAsync(new PinChangeRecord(hub, key, 1, nonce, pinTry, blinded).Encode()),
            _ => SendAsync(new PinChangedRecord(hub, key, 2, host.Time.GetUtcNow()).Encode()),
        };

        Task<HttpResponseMessage> SendAsync(byte[] record) =>
            host.Phone.PostAsync(call.StartsWith("pin", StringComparison.Ordinal) ? "/p/" + call : $"/p/challenges/{Challenge}/{call}", Hosting.Bodies.Signed(record));
    }
}
