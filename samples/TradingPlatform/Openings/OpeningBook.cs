using System.Collections.Concurrent;
using System.Threading.Channels;
using Hub.Cryptography;

namespace TradingPlatform.Openings;

/// <summary>All openings of this platform.</summary>
internal sealed class OpeningBook : IDisposable
{
    private const int MaxOpenings = 1000;

    private readonly string _folder;
    private readonly ConcurrentDictionary<string, Opening> _openings = new(StringComparer.Ordinal);
    private readonly Channel<Opening> _toFollow = Channel.CreateBounded<Opening>(MaxOpenings);

    public OpeningBook(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateDirectories(folder))
        {
            if (Opening.Load(path) is { } opening)
                Enter(opening);
        }
    }

    /// <summary>Openings that somebody has to follow from now on.</summary>
    public ChannelReader<Opening> ToFollow => _toFollow.Reader;

    public IEnumerable<Opening> All => _openings.Values;

    /// <summary>An opening that the hub knows, or null.</summary>
    public Opening? Find(string id) => _openings.GetValueOrDefault(id) is { State.Descriptor: not null } opening ? opening : null;

    /// <summary>Null if there are too many.</summary>
    public Opening? Create(OpeningId id, Func<Sm2PublicKey, OpeningState> first)
    {
        if (_openings.Count >= MaxOpenings)
            return null;
        var folder = Path.Combine(_folder, id.ToString());
        Directory.CreateDirectory(folder);
        // The key comes first: a descriptor must never name one that a kill could lose.
        using var key = SampleProcess.KeyFile.LoadOrCreate(Path.Combine(folder, "opening.p8"));
        var opening = Opening.Create(folder, first(key.PublicKey));
        Enter(opening);
        return opening;
    }

    public void Dispose()
    {
        foreach (var opening in _openings.Values)
            opening.Dispose();
    }

    private void Enter(Opening opening)
    {
        _openings[opening.Id.ToString()] = opening;
        _toFollow.Writer.TryWrite(opening);
    }
}
