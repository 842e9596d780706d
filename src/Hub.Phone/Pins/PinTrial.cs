using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>One PIN, stretched and blinded, for one unlock: until the hub has answered, the same PIN is the same try.</summary>
internal sealed class PinTrial : IDisposable
{
    private readonly DeviceSalt _salt;

    private PinTrial(DeviceSalt salt, PinAttempt attempt, byte[] nonce, int version) => (_salt, Attempt, Nonce, Version) = (salt, attempt, nonce, version);

    public PinAttempt Attempt { get; }

    public byte[] Nonce { get; }

    public int Version { get; }

    /// <summary>Takes a second of computing.</summary>
    /// <exception cref="InvalidDataException">The memory was altered.</exception>
    public static PinTrial Begin(PhoneMemory memory, PhonePin kept, Pin pin, byte[] nonce)
    {
        if (!DeviceSalt.TryParse(memory.Salt, out var salt))
            throw new InvalidDataException("The phone's memory was altered.");
        return new PinTrial(salt, PinAttempt.Begin(pin, salt, new Argon2Cost(kept.MemoryKiB, kept.Passes)), nonce, kept.Version);
    }

    /// <summary>Whether the hub would count the other as the same try, had it the same B.</summary>
    public bool IsSameAs(PinTrial other) => Version == other.Version && Nonce.AsSpan().SequenceEqual(other.Nonce) && Attempt.IsOfSamePin(other.Attempt);

    /// <summary>Zeroes what it holds.</summary>
    public void Dispose()
    {
        Attempt.Dispose();
        _salt.Dispose();
    }
}

/// <summary>
/// The last try that the hub has not answered. A holder who types the same PIN again after the network failed must not use up another try: three of them would lock the certificate for
/// an hour, in the middle of an opening. Kept in memory only, since whoever had b could test PINs against B without the hub, and not for long.
/// </summary>
internal sealed class UnansweredTry(TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private PinTrial? _trial;
    private ITimer? _timer;

    /// <summary>The one kept, if it is of the same PIN for the same unlock, in place of <paramref name="fresh"/>, which is disposed of; else <paramref name="fresh"/>. Nothing is kept then.</summary>
    public PinTrial TakeOr(PinTrial fresh)
    {
        var kept = Take();
        if (kept is null)
            return fresh;
        var isSame = kept.IsSameAs(fresh);
        (isSame ? fresh : kept).Dispose();
        return isSame ? kept : fresh;
    }

    public void Keep(PinTrial trial)
    {
        lock (_lock)
        {
            Take()?.Dispose();
            _trial = trial;
            _timer = clock.CreateTimer(_ => Take()?.Dispose(), null, Life, Timeout.InfiniteTimeSpan);
        }
    }

    private PinTrial? Take()
    {
        lock (_lock)
        {
            var trial = _trial;
            _trial = null;
            _timer?.Dispose();
            _timer = null;
            return trial;
        }
    }
}
