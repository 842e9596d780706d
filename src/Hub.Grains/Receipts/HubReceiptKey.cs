using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;
using Hub.Grains.Durability;

namespace Hub.Grains.Receipts;

/// <summary>
/// The SM2 key that signs the hub's receipts (回执). Derived from the master key, so that it is in no database and no backup, and is the same after
/// a restart; phones pin its public half in <c>anchors/1</c>. Signing is quick and asks nobody, as the commit thread needs.
/// </summary>
internal sealed class HubReceiptKey : IReceiptSigner, IDisposable
{
    private static readonly byte[] Label = Encoding.ASCII.GetBytes("receipt-key/1");

    private readonly Sm2PrivateKey _key;
    private readonly HubId _hub;
    private readonly HubEpoch _epoch;

    /// <summary>Derives the key.</summary>
    /// <exception cref="ArgumentException">The hub's id or epoch is malformed.</exception>
    public HubReceiptKey(IHubKeys keys, IHubIdentity identity)
    {
        _hub = HubId.TryParse(identity.HubId, out var hub) ? hub : throw new ArgumentException("Not a hub id.", nameof(identity));
        _epoch = HubEpoch.TryParse(identity.Epoch, out var epoch) ? epoch : throw new ArgumentException("Not an epoch.", nameof(identity));
        var seed = keys.Derive("receipt-key");
        _key = Reduce(seed);
        CryptographicOperations.ZeroMemory(seed);
    }

    /// <summary>The key that verifies receipts.</summary>
    public Sm2PublicKey PublicKey => _key.PublicKey;

    /// <inheritdoc/>
    public byte[] BatchRecord(long batch, int size, Sm3Digest root, DateTimeOffset at) => new ReceiptBatch(_hub, _epoch, batch, size, root, at).Encode();

    /// <inheritdoc/>
    public byte[] Sign(byte[] record) => _key.Sign(record);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Never the key.</summary>
    public override string ToString() => "***";

    // A digest may lie outside 1 … n-2 (with a chance of 2^-32): the counter then gives the next one.
    private static Sm2PrivateKey Reduce(byte[] seed)
    {
        for (byte counter = 0; ; counter++)
        {
            var scalar = Sm3Digest.OfParts(Label, seed, [counter]).ToArray();
            var good = Sm2PrivateKey.TryFromScalar(scalar, out var key);
            CryptographicOperations.ZeroMemory(scalar);
            if (good)
                return key!;
        }
    }
}
