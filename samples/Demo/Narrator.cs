using System.Diagnostics;

namespace Demo;

/// <summary>Tells on standard error what happens; standard output is for the one line of the result.</summary>
internal sealed class Narrator(bool silent)
{
    private readonly Stopwatch _since = Stopwatch.StartNew();

    /// <summary>Since the demo began.</summary>
    public TimeSpan Elapsed => _since.Elapsed;

    public void Say(string what)
    {
        if (!silent)
            Console.Error.WriteLine($"{_since.Elapsed.TotalSeconds,6:0.0} s  {what}");
    }
}
