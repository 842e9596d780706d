using Hub.Grains.Contracts;

namespace Hub.Gateway.Problems;

/// <summary>One row of the protocol's section 9.</summary>
/// <param name="Name">A word of <see cref="ProblemWord"/>.</param>
/// <param name="Title">Short, English, for programmers.</param>
/// <param name="Detail">A Chinese sentence for a person.</param>
/// <param name="Next">Chinese: what to do.</param>
/// <param name="Members">As the protocol lists them; with <c>?</c> where it may be left out.</param>
internal sealed record ProblemType(string Name, int Status, string Title, string Detail, string Next, params string[] Members)
{
    /// <summary>What clients act on.</summary>
    public string Urn { get; } = ProblemWord.TypeOf(Name);

    /// <summary>Seconds after which it is worth trying again; 0 where trying again is of no use.</summary>
    public int RetryAfter { get; init; }
}
