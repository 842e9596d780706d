using System.Collections.Concurrent;
using System.Collections.Immutable;
using Hub.Cryptography;
using SampleProcess;
using TradingPlatform.Openings;

namespace TradingPlatform.Bids;

/// <summary>
/// Who may see the page of a challenge: whoever has the secret under which it was asked for, or, of a decrypt challenge, under which one of its envelopes was registered. The id admits
/// nobody: it stands in every code that is shown.
/// </summary>
internal sealed class PageBook
{
    /// <summary>The most encrypt challenges that are remembered at once; of one certificate.</summary>
    public const int MaxAsked = 20_000, MaxOfCertificate = 64;

    // Long enough that a bidder is told how its challenge ended.
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromHours(1);

    private readonly JsonFolder<AskedPage> _asked;
    private readonly Lock _asking = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<PageKey>> _registered = new(StringComparer.Ordinal);

    /// <param name="envelopes">Those that are registered already.</param>
    public PageBook(string folder, IEnumerable<EnvelopeRow> envelopes)
    {
        _asked = new JsonFolder<AskedPage>(folder, secret: true);
        foreach (var row in envelopes)
            Registered(row);
    }

    /// <summary>
    /// A challenge was asked for under this secret. Nobody is turned away, since anybody may ask in anybody's name: where there are too many, of the certificate or of all, the oldest one of
    /// the certificate that has the most is forgotten. Who is forgotten asks again, with the same body and secret, for the same challenge.
    /// </summary>
    /// <param name="signer">The certificate that the challenge is for.</param>
    public void Ask(ChallengeId challenge, KeyId signer, PageKey key, DateTimeOffset expires, DateTimeOffset now)
    {
        lock (_asking)
        {
            // The same body and secret again is the same challenge.
            if (_asked.Find(challenge.ToString()) is not null)
                return;
            var own = _asked.All.Where(page => page.Signer == signer.ToString()).ToList();
            if (own.Count >= MaxOfCertificate)
                _asked.Remove(Oldest(own).Challenge);
            else if (_asked.Count >= MaxAsked)
                MakeRoom(now);
            _asked.Put(challenge.ToString(), new AskedPage { Challenge = challenge.ToString(), Signer = signer.ToString(), Key = key.Stored(), Until = expires + KeptAfterExpiry });
        }
    }

    /// <summary>An envelope was registered: its secret opens the page of its decrypt challenge.</summary>
    public void Registered(EnvelopeRow row)
    {
        if (row.Step == EnvelopeStep.Registered)
            _registered.AddOrUpdate(row.Challenge, _ => [PageKey.Parse(row.Page)], (_, known) => known.Any(PageKey.Parse(row.Page).Matches) ? known : known.Add(PageKey.Parse(row.Page)));
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var old in _asked.All.Where(page => page.Until <= now))
            _asked.Remove(old.Challenge);
        if (_asked.Count >= MaxAsked)
            _asked.Remove(Oldest(_asked.All.GroupBy(page => page.Signer).MaxBy(pages => pages.Count())!).Challenge);
    }

    private static AskedPage Oldest(IEnumerable<AskedPage> pages) => pages.MinBy(page => page.Until)!;

    /// <summary>Whether a secret opens the page of a challenge. Looks at every key that does, each in constant time.</summary>
    public bool Admits(ChallengeId challenge, PageKey key)
    {
        var admits = _asked.Find(challenge.ToString()) is { } asked && PageKey.Parse(asked.Key).Matches(key);
        foreach (var known in _registered.GetValueOrDefault(challenge.ToString(), []))
            admits |= known.Matches(key);
        return admits;
    }
}

/// <summary>An encrypt challenge that somebody asked for.</summary>
internal sealed record AskedPage
{
    public string Challenge { get; init; } = "";

    /// <summary>KeyId of the certificate that it is for.</summary>
    public string Signer { get; init; } = "";

    /// <summary>SM3 of the page secret.</summary>
    public string Key { get; init; } = "";

    public DateTimeOffset Until { get; init; }
}
