namespace Hub.Phone;

/// <summary>
/// A right PIN try that the hub counts until an answer clears it. <c>pin-ok/1</c> is signed while the keys are open, for the case that no answer ever does (refused, rejected, never given):
/// without it an honest holder's tries would add up to a lock.
/// </summary>
public sealed record KeptTry
{
    /// <summary>The challenge it unlocked.</summary>
    public string Challenge { get; init; } = "";

    /// <summary>SHA-256 of B, 64 hex digits.</summary>
    public string PinTry { get; init; } = "";

    /// <summary>Signed <c>pin-ok/1</c>, the body of <c>/p/pin/ok</c>: the same bytes until the hub has answered.</summary>
    public byte[] Proof { get; init; } = [];
}
