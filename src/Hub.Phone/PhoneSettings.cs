using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>How a phone works, beside what it keeps.</summary>
public sealed record PhoneSettings
{
    /// <summary>What a PIN costs from the next enrolment or change on. What was enrolled goes on costing what it did.</summary>
    public Argon2Cost PinCost { get; init; } = Argon2Cost.Default;

    /// <summary>For one request and its answer.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests for one step, the first included. Every step may be repeated: the hub gives the same answer.</summary>
    public int MaxCalls { get; init; } = 6;

    /// <summary>The pause after a call without an answer; twice as long after each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause, whatever <c>Retry-After</c> says.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The phone's own clock, and what it waits by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
