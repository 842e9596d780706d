using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;
using SampleProcess;

namespace TradingPlatform.Identity;

/// <summary>The descriptor key and who the platform is. Before its operator has said who, it does nothing.</summary>
internal sealed class IdentityDesk : IDisposable
{
    private const string Row = "identity";

    private readonly JsonFolder<PlatformIdentity> _rows;
    private PlatformTrust? _trust;

    public IdentityDesk(string folder, TimeProvider time)
    {
        Key = KeyFile.LoadOrCreate(Path.Combine(folder, "descriptor.p8"));
        _rows = new JsonFolder<PlatformIdentity>(Path.Combine(folder, "identity"), secret: true);
        if (_rows.Find(Row) is { } stored && !PlatformTrust.TryRead(stored, Key.PublicKey, time.GetUtcNow(), out _trust, out var defect))
            throw new InvalidDataException("The stored identity is not good any more: " + defect);
    }

    /// <summary>Signs descriptors, freezes and amendments.</summary>
    public Sm2PrivateKey Key { get; }

    public PlatformTrust? Current => Volatile.Read(ref _trust);

    public bool TrySet(PlatformIdentity identity, DateTimeOffset now, [NotNullWhen(true)] out PlatformTrust? trust, out string defect)
    {
        if (!PlatformTrust.TryRead(identity, Key.PublicKey, now, out trust, out defect))
            return false;
        _rows.Put(Row, identity);
        Volatile.Write(ref _trust, trust);
        return true;
    }

    /// <summary>Signs a record's bytes with the descriptor key.</summary>
    public SignedRecord Sign(byte[] record) => new(record, Key.Sign(record));

    public void Dispose() => Key.Dispose();
}
