using Hub.Cryptography;
using Hub.Gateway.Credentials;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Hub.Gateway.Limits;

/// <summary>
/// The budgets of the protocol's section 8. A key is charged only for what the grain found to be signed by that key, so that a stranger cannot use up an owner's budget; what nobody's key
/// vouched for is charged to the address it came from.
/// </summary>
internal sealed class CallBudgets(IOptions<GatewayOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Budget<KeyId> _devices = new(options.Value.DevicePerMinute, Minute, time);
    private readonly Budget<ChallengeId> _wrongScans = new(options.Value.ChallengePerMinute, Minute, time);
    private readonly Budget<(ChallengeId, KeyId)> _wrongScanners = new(1, Minute, time);
    private readonly Budget<PlatformCredential> _credentials = new(options.Value.CredentialPerSecond, TimeSpan.FromSeconds(1), time);
    private readonly Budget<AddressKey> _strangers = new(options.Value.StrangersPerMinute, Minute, time);
    private readonly Budget<AddressKey> _lists = new(options.Value.ListsPerMinute, Minute, time);

    public bool DeviceExhausted(KeyId signKeyId) => _devices.IsExhausted(signKeyId);

    public void ChargeDevice(KeyId signKeyId) => _devices.TryCharge(signKeyId);

    /// <summary>Too many certificates that the challenge does not need have scanned it, and this is one of them. The one that is needed is never shut out by others.</summary>
    public bool WrongScansExhausted(ChallengeId challenge, KeyId signKeyId) => _wrongScans.IsExhausted(challenge) && _wrongScanners.IsExhausted((challenge, signKeyId));

    public void ChargeWrongScan(ChallengeId challenge, KeyId signKeyId)
    {
        _wrongScans.TryCharge(challenge);
        _wrongScanners.TryCharge((challenge, signKeyId));
    }

    public bool TryChargeCredential(PlatformCredential credential) => _credentials.TryCharge(credential);

    public bool StrangerExhausted(HttpContext context) => _strangers.IsExhausted(AddressKey.Of(context));

    public void ChargeStranger(HttpContext context) => _strangers.TryCharge(AddressKey.Of(context));

    /// <summary>Charges the address before it is known what comes of the call; null if nothing was left, else what <see cref="GiveBackStranger"/> takes back.</summary>
    public long? TryChargeStranger(HttpContext context) => _strangers.TryCharge(AddressKey.Of(context), out var charged) ? charged : null;

    /// <summary>Takes back a charge for what turned out to be no stranger's.</summary>
    public void GiveBackStranger(HttpContext context, long charged) => _strangers.GiveBack(AddressKey.Of(context), charged);

    /// <summary>Charges a revocation list to the address, before it is looked at: even to refuse one costs as much as hashing megabytes.</summary>
    public bool TryChargeList(HttpContext context) => _lists.TryCharge(AddressKey.Of(context));
}
