namespace Hub.Bench.Secrecy;

/// <summary>A question that somebody may ask who has no business with an opening, about a real id or an invented one.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="Answer">The status, or for a page the problem, that every answer must have.</param>
/// <param name="Prepare">Makes the question number n about a real thing, or an invented one.</param>
internal sealed record Case(string Name, string Answer, Func<int, bool, Question> Prepare);

/// <summary>A question with everything made ahead: only asking it is timed.</summary>
/// <param name="AskAsync">Asks, and gives the answer's status or problem.</param>
internal sealed record Question(Func<CancellationToken, Task<string>> AskAsync);
