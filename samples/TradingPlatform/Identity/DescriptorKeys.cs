using Hub.Cryptography;
using SampleProcess;

namespace TradingPlatform.Identity;

/// <summary>
/// The keys that this platform has signed descriptors with, in the order in which they succeeded each other. None is ever dropped: an opening is frozen by the key that described it.
/// </summary>
internal sealed class DescriptorKeys : IDisposable
{
    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly List<Sm2PrivateKey> _keys = [];

    public DescriptorKeys(string folder)
    {
        _folder = folder;
        _keys.Add(KeyFile.LoadOrCreate(PathOf(1)));
        while (File.Exists(PathOf(_keys.Count + 1)))
            _keys.Add(KeyFile.Load(PathOf(_keys.Count + 1)));
    }

    /// <summary>The first one, which no other has signed for.</summary>
    public Sm2PrivateKey First => _keys[0];

    /// <summary>The key of an id, or null if it was never this platform's.</summary>
    public Sm2PrivateKey? Find(KeyId id)
    {
        lock (_gate)
            return _keys.Find(key => key.PublicKey.KeyId == id);
    }

    /// <summary>The one that follows <paramref name="id"/>; made at the first call, and on disk before anything can name it.</summary>
    public Sm2PrivateKey After(KeyId id)
    {
        lock (_gate)
        {
            var next = _keys.FindIndex(key => key.PublicKey.KeyId == id) + 1;
            if (next == _keys.Count)
                _keys.Add(KeyFile.LoadOrCreate(PathOf(next + 1)));
            return _keys[next];
        }
    }

    public void Dispose() => _keys.ForEach(key => key.Dispose());

    private string PathOf(int number) => Path.Combine(_folder, number == 1 ? "descriptor.p8" : $"descriptor-{number}.p8");
}
