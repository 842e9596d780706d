using Hub.Bench.Crypto;
using Hub.Bench.Decrypt;
using Hub.Bench.Figures;
using Hub.Bench.Secrecy;
using Hub.Bench.Start;
using Hub.Bench.Watchers;

namespace Hub.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Rate">Decrypts a second.</param>
/// <param name="Seconds">Length of the decrypt run.</param>
/// <param name="Watchers">Pages that wait.</param>
/// <param name="Samples">Of real and of invented ids, in each case of the secrecy bench.</param>
/// <param name="Quiet">Waits for a machine that others leave alone.</param>
internal sealed record BenchOptions(int Rate, int Seconds, int Watchers, int Samples, Quiet Quiet);

/// <summary>The benches by name.</summary>
internal static class Benches
{
    public const string All = "all";

    public static readonly IReadOnlyList<string> Names = ["crypto", "start", "watchers", "decrypt", "secrecy"];

    public static async Task RunAsync(string name, BenchOptions options, Report report, CancellationToken cancellation)
    {
        foreach (var each in name == All ? Names : [name])
        {
            report.Say($"{each}: load average {Machine.LoadAverage()}");
            switch (each)
            {
                case "crypto":
                    await options.Quiet.WaitAsync(cancellation);
                    CryptographyBench.Run(report);
                    break;
                case "start":
                    await StartBench.RunAsync(options, report, cancellation);
                    break;
                case "watchers":
                    await WatchersBench.RunAsync(options, report, cancellation);
                    break;
                case "decrypt":
                    await DecryptBench.RunAsync(options, report, cancellation);
                    break;
                default:
                    await SecrecyBench.RunAsync(options, report, cancellation);
                    break;
            }
        }
    }
}

/// <summary>The run did not do what it was to measure; the message says what. There is no figure then.</summary>
internal sealed class BenchFailedException(string message) : Exception(message);
