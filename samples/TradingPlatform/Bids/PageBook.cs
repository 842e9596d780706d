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
    /// <summary>The most encrypt challenges that are remembered at once.</summary>
    public const int MaxAsked = 20_000;

    // Long enough that a bidder is told how its challenge ended.
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromHours(1);

    private readonly JsonFolder<AskedPage> _asked;
    private readonly ConcurrentDictionary<string, ImmutableArray<PageKey>> _registered = new(StringComparer.Ordinal);

    /// <param name="envelopes">Those that are registered already.</param>
    public PageBook(string folder, IEnumerable<EnvelopeRow> envelopes)
    {
        _asked = new JsonFolder<AskedPage>(folder, secret: true);
        foreach (var row in envelopes)
            Registered(row);
    }

    /// <summary>A challenge was asked for under this secret. False if there are too many.</summary>
    public bool Ask(ChallengeId challenge, PageKey key, DateTimeOffset expires, DateTimeOffset now)
    {
        if (_asked.Count >= MaxAsked)
        {
            foreach (var old in _asked.All.Where(page => page.Until <= now))
                _asked.Remove(old.Challenge);
        }
        // The same body and secret again is the same challenge.
        if (_asked.Find(challenge.ToString()) is not null)
            return true;
        if (_asked.Count >= MaxAsked)
            return false;
        _asked.Put(challenge.ToString(), new AskedPage { Challenge = challenge.ToString(), Key = key.Stored(), Until = expires + KeptAfterExpiry });
        return true;
    }

    /// <summary>An envelope was registered: its secret opens the page of its decrypt challenge.</summary>
    public void Registered(EnvelopeRow row)
    {
        if (row.Step == EnvelopeStep.Registered)
            _registered.AddOrUpdate(row.Challenge, _ => [PageKey.Parse(row.Page)], (_, known) => known.Any(PageKey.Parse(row.Page).Matches) ? known : known.Add(PageKey.Parse(row.Page)));
    }

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

    /// <summary>SM3 of the page secret.</summary>
    public string Key { get; init; } = "";

    public DateTimeOffset Until { get; init; }
}
