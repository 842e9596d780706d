using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Hub.Bench.House;
using Hub.Bench.World;
using Hub.Cryptography;

namespace Hub.Bench.Secrecy;

/// <summary>
/// The questions: each about the real ids of an opening before its start, and about invented ones, a new one every time. Whoever asks holds an enrolled phone, another platform's
/// credential, or nothing; or has seen the code on a bidder's page and guesses whose it is.
/// </summary>
internal sealed class SecrecyCases(HubHouse house, IReadOnlyList<Bid> bids, IReadOnlyList<FreshCode> fresh, Bidder stranger, IReadOnlyList<string> credentials, string watchToken, string boardToken, Asker asker, LiveLine live)
{
    private const string BadFrame = "AQAAAAAAAAAAAAAAAAAA";
    private const int MacLength = 32;

    public IReadOnlyList<Case> All =>
    [
        new("scan with a frame that the hub did not make", "404", (n, real) =>
            Phone(n, ChallengeOf(n, real), "scan", challenge => stranger.Scan(challenge, BadFrame, TimeProvider.System.GetUtcNow()))),
        new("scan by the needed certificate, such a frame", "404", (n, real) =>
            Phone(n, ChallengeOf(n, real), "scan", challenge => bids[n % bids.Count].Bidder.Scan(challenge, BadFrame, TimeProvider.System.GetUtcNow()))),
        new("scan with a fresh frame in the name of the needed certificate, or of another, by no phone of theirs", "404", (n, real) =>
        {
            var place = n % fresh.Count;
            return Phone(n, fresh[place].Bid.Challenge, "scan", challenge =>
                fresh[real ? place : Another(place)].Bid.Bidder.ScanBy(stranger, challenge, fresh[place].Frame, TimeProvider.System.GetUtcNow()));
        }),
        new("unlock with a nonce that the hub did not make", "422", (n, real) => Phone(n, ChallengeOf(n, real), "unlock", challenge =>
        {
            using var attempt = stranger.BeginTry();
            return stranger.Unlock(challenge, Bidder.RandomBytes(32), attempt);
        })),
        new("response with such a nonce", "422", (n, real) => Phone(n, ChallengeOf(n, real), "response", challenge =>
        {
            using var attempt = stranger.BeginTry();
            return Bidder.BodyOf(stranger.Answer(bids[0].Opening.Platform, ChallengeKind.Decrypt, challenge, [], Bidder.RandomBytes(32), attempt, [], TimeProvider.System.GetUtcNow()));
        })),
        new("another platform reads the challenge", "404", (n, real) => Platform(n, $"/api/challenges/{ChallengeOf(n, real)}")),
        new("another platform reads its statement", "404", (n, real) => Platform(n, $"/api/challenges/{ChallengeOf(n, real)}/statement")),
        new("another platform asks for a watch token", "404", (n, real) => Platform(n, $"/api/challenges/{ChallengeOf(n, real)}/watch-tokens", "{\"validSeconds\":600,\"longLivedFrames\":false}")),
        new("another platform reads the opening", "404", (n, real) => Platform(n, $"/api/openings/{OpeningOf(real)}")),
        new("another platform reads the results", "404", (n, real) => Platform(n, $"/api/openings/{OpeningOf(real)}/results?after=0&wait=0")),
        new("another platform asks for a board token", "404", (n, real) => Platform(n, $"/api/openings/{OpeningOf(real)}/board-tokens", "{\"validSeconds\":600}")),
        new("a page watches with a forged token", "bad-token", (n, real) => live.Call("Watch", Forged(watchToken, ChallengeOf(n, real).ToString()))),
        new("a hall watches with a forged token", "bad-token", (n, real) => live.Call("WatchBoard", Forged(boardToken, OpeningOf(real).ToString()))),
    ];

    // Any of the others, each as often: what an answer takes must depend on nothing but whose code it is.
    private int Another(int place) => (place + 1 + RandomNumberGenerator.GetInt32(fresh.Count - 1)) % fresh.Count;

    private ChallengeId ChallengeOf(int number, bool real) => real ? bids[number % bids.Count].Challenge : ChallengeId.New();

    private OpeningId OpeningOf(bool real) => real ? bids[0].Opening.Id : OpeningId.New();

    private Question Phone(int number, ChallengeId challenge, string call, Func<ChallengeId, byte[]> body) =>
        asker.Post(number, new Uri(house.Phone, $"/p/challenges/{challenge}/{call}"), body(challenge));

    private Question Platform(int number, string path, string? body = null)
    {
        var address = new Uri(house.Api, path);
        var credential = credentials[number % credentials.Count];
        return body is null ? asker.Get(number, address, credential) : asker.Post(number, address, Encoding.ASCII.GetBytes(body), credential);
    }

    /// <summary>A genuine token with another subject and a MAC of chance.</summary>
    private static string Forged(string genuine, string subject)
    {
        var bytes = Base64Url.DecodeFromChars(genuine);
        var text = Encoding.Latin1.GetString(bytes);
        var at = text.IndexOf(subject[..3], StringComparison.Ordinal);
        Encoding.ASCII.GetBytes(subject).CopyTo(bytes, at);
        Bidder.RandomBytes(MacLength).CopyTo(bytes, bytes.Length - MacLength);
        return Base64Url.EncodeToString(bytes);
    }
}

/// <summary>A bid whose code somebody has seen: a long-lived frame, as halls may ask for.</summary>
internal sealed record FreshCode(Bid Bid, string Frame);
