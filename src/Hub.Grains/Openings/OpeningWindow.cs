namespace Hub.Grains.Openings;

/// <summary>
/// A decryption window (解密时限): the start belongs to it, the end does not. What decides is the moment of an answer's arrival, the gateway's clock at the last
/// byte of its body, however late anything else is. <c>default</c> holds no moment.
/// </summary>
/// <param name="Start">The first moment inside.</param>
/// <param name="End">The first moment outside; at <paramref name="Start"/> or before it the window is empty.</param>
internal readonly record struct OpeningWindow(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>True before the start.</summary>
    public bool IsAhead(DateTimeOffset moment) => moment < Start;

    /// <summary>True from the start on, until just before the end.</summary>
    public bool Contains(DateTimeOffset moment) => Start <= moment && moment < End;

    /// <summary>True at the end and after it.</summary>
    public bool IsOver(DateTimeOffset moment) => !IsAhead(moment) && !Contains(moment);
}
