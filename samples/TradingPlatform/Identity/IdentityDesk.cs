using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;
using SampleProcess;

namespace TradingPlatform.Identity;

/// <summary>The descriptor keys and who the platform is. Before its operator has said who, it does nothing.</summary>
internal sealed class IdentityDesk : IDisposable
{
    private const string Row = "identity";

    private readonly DescriptorKeys _keys;
    private readonly JsonFolder<PlatformIdentity> _rows;
    private PlatformTrust? _trust;

    public IdentityDesk(string folder, TimeProvider time)
    {
        _keys = new DescriptorKeys(folder);
        _rows = new JsonFolder<PlatformIdentity>(Path.Combine(folder, "identity"), secret: true);
        if (_rows.Find(Row) is not { } stored)
            return;
        var key = stored.Chain is [var first, ..] && Sm2Certificate.TryParse(first, out var certificate) ? _keys.Find(certificate.KeyId) : null;
        if (!PlatformTrust.TryRead(stored, (key ?? _keys.First).PublicKey, time.GetUtcNow(), out _trust, out var defect))
            throw new InvalidDataException("The stored identity is not good any more: " + defect);
    }

    /// <summary>The key in force: it signs new descriptors, and amendments.</summary>
    public Sm2PrivateKey Key => Current is { } trust ? _keys.Find(trust.KeyId)! : _keys.First;

    /// <summary>The one that will succeed it.</summary>
    public Sm2PrivateKey NextKey => _keys.After(Key.PublicKey.KeyId);

    public PlatformTrust? Current => Volatile.Read(ref _trust);

    /// <summary>Says who the platform is. The certificate must be of the key in force: another key comes by a succession only.</summary>
    public bool TrySet(PlatformIdentity identity, DateTimeOffset now, [NotNullWhen(true)] out PlatformTrust? trust, out string defect)
    {
        var known = Current?.Identity;
        return TryStore(identity with { Successions = known?.Successions ?? [], Succeeding = known?.Succeeding }, Key, now, out trust, out defect);
    }

    /// <summary>Keeps a succession until the hub has answered, or takes it back with null.</summary>
    public void Keep(SuccessionUnderWay? succeeding)
    {
        var trust = Current ?? throw new InvalidOperationException("There is no identity.");
        var identity = trust.Identity with { Succeeding = succeeding };
        _rows.Put(Row, identity);
        Volatile.Write(ref _trust, trust.With(identity));
    }

    /// <summary>The hub knows the successor: it is in force.</summary>
    public bool TrySucceed(SuccessionUnderWay done, DateTimeOffset now, out string defect)
    {
        var identity = Current!.Identity with { Chain = done.Chain, Succeeding = null };
        return TryStore(identity with { Successions = [.. identity.Successions, done.Signed] }, NextKey, now, out _, out defect);
    }

    /// <summary>Signs a record's bytes with the key in force.</summary>
    public SignedRecord Sign(byte[] record) => new(record, Key.Sign(record));

    /// <summary>Signs with the key that signed an opening's descriptor: phones take a freeze from no other.</summary>
    public SignedRecord SignAs(KeyId signer, byte[] record) =>
        new(record, (_keys.Find(signer) ?? throw new InvalidDataException($"The descriptor key {signer} is missing.")).Sign(record));

    public void Dispose() => _keys.Dispose();

    private bool TryStore(PlatformIdentity identity, Sm2PrivateKey key, DateTimeOffset now, [NotNullWhen(true)] out PlatformTrust? trust, out string defect)
    {
        if (!PlatformTrust.TryRead(identity, key.PublicKey, now, out trust, out defect))
            return false;
        _rows.Put(Row, identity);
        Volatile.Write(ref _trust, trust);
        return true;
    }
}
