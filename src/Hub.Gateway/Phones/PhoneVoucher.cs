using Hub.Cryptography;
using Hub.Grains.Contracts;
using Orleans;

namespace Hub.Gateway.Phones;

/// <summary>Which key a phone's record is signed by.</summary>
internal enum PhoneSigner
{
    /// <summary>The device key (P-256).</summary>
    Device,

    /// <summary>The certificate's signing key (SM2).</summary>
    Certificate,
}

/// <summary>
/// Tells whether a record is signed by the key that it names, before a grain is troubled with it. Asked only for addresses that have used up what is allowed to strangers, so that a
/// hall of thousands behind one address goes on working while somebody in it floods the hub.
/// </summary>
internal sealed class PhoneVoucher(IGrainFactory grains, DeviceKeyCache devices, Sm2KeyCache keys) : IDisposable
{
    // The lane is narrow on purpose: a flood must not buy more work this way than it would without.
    private readonly SemaphoreSlim _lane = new(4);

    public async Task<bool> VouchesAsync(KeyId signKeyId, SignedRecord signed, PhoneSigner signer)
    {
        if (!await _lane.WaitAsync(TimeSpan.FromSeconds(2)))
            return false;
        try
        {
            var found = await grains.GetGrain<ICertificateGrain>(CertificateKey.Of(signKeyId)).Identify();
            return found.Try(out var identity, out _) && (signer == PhoneSigner.Device
                ? devices.TryGetOrParse(identity.DeviceKey, out var device) && device.Verify(signed.Record, signed.Signature)
                : keys.TryGetOrParse(identity.SignKey, out var key) && key.Verify(signed.Record, signed.Signature));
        }
        finally
        {
            _lane.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();
}
