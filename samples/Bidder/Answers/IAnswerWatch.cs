namespace Bidder;

/// <summary>Shows the code of an encrypt challenge and waits until the phone has answered.</summary>
public interface IAnswerWatch
{
    /// <param name="show">Called with the text of each fresh QR code and awaited, one at a time; not called again once the answer is there.</param>
    Task<PhoneDecision> WaitAsync(BidChallenge challenge, Func<string, CancellationToken, Task> show, CancellationToken cancellation);
}

/// <summary>What the phone made of a challenge.</summary>
public abstract record PhoneDecision
{
    private PhoneDecision()
    {
    }

    /// <summary>Signed; not verified yet.</summary>
    public sealed record Approved(byte[] Response, byte[] Signature) : PhoneDecision;

    /// <summary>Rejected, expired, cancelled, or no answer came.</summary>
    public sealed record None(string State) : PhoneDecision;
}
