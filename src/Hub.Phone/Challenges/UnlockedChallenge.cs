using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>
/// A challenge whose holder has typed the right PIN. It holds the private keys until it is disposed of: answer, clear the try or change the PIN at once, and dispose. Prints no key.
/// </summary>
public sealed class UnlockedChallenge : IDisposable, IAsyncDisposable
{
    private readonly HolderPhone _phone;

    internal UnlockedChallenge(HolderPhone phone, ScannedChallenge scanned, PhoneIdentity own, HolderKeys keys, int version, PinTryId pinTry)
    {
        _phone = phone;
        Scanned = scanned;
        Own = own;
        Keys = keys;
        Version = version;
        PinTry = pinTry;
    }

    /// <summary>What was scanned.</summary>
    public ScannedChallenge Scanned { get; }

    internal PhoneIdentity Own { get; }

    internal HolderKeys Keys { get; }

    internal int Version { get; }

    internal PinTryId PinTry { get; }

    /// <summary>确认: makes the response, keeps it, sends it, and checks the receipt. If no answer comes it stays kept: <see cref="HolderPhone.ResendAsync"/>.</summary>
    public Task<PhoneAnswer<Acknowledged>> RespondAsync(CancellationToken cancellation = default) => _phone.RespondAsync(this, cancellation);

    /// <summary>Clears this right try when the challenge will not be answered (opening closed, holder changed their mind).</summary>
    public Task<PhoneAnswer<Done>> ClearTryAsync(CancellationToken cancellation = default) => _phone.ClearTryAsync(this, cancellation);

    /// <summary>修改证书密码 (B7). The old PIN opens the keys until the hub has confirmed the new one.</summary>
    public Task<PhoneAnswer<Done>> ChangePinAsync(string pin, CancellationToken cancellation = default) => _phone.ChangePinAsync(this, pin, cancellation);

    /// <summary>Zeroes the keys. A try that was not answered is cleared by <see cref="HolderPhone.ResendAsync"/> or the next scan.</summary>
    public void Dispose()
    {
        Keys.Dispose();
        _phone.Closed(this);
    }

    /// <summary>Zeroes the keys and, if the challenge was left unanswered, has the hub clear the try at once.</summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _phone.ClearAtOnceAsync(PinTry.ToString(), CancellationToken.None);
    }

    /// <summary>The challenge's id alone.</summary>
    public override string ToString() => Scanned.Challenge.ToString();
}

/// <summary>The hub has the response, and its receipt was verified against the pinned hub keys.</summary>
/// <param name="State">The challenge's state; <c>late</c> where the hub keeps it for the host to admit.</param>
/// <param name="Arrival">The hub's clock at the last byte.</param>
/// <param name="Results">decrypt: what was made of each envelope.</param>
public sealed record Acknowledged(ChallengeId Challenge, string State, DateTimeOffset Arrival, Receipt Receipt, IReadOnlyList<EnvelopeResult> Results);
