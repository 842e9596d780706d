using System.Diagnostics;
using System.Text.Json;
using Hub.Bench.World;
using Hub.Cryptography;

namespace Hub.Bench.Decrypt;

/// <summary>One bid's decryption: three requests, of which the second and third can only be made from the answers. Afterwards it holds all three bodies, to be sent to the floor as they are.</summary>
internal sealed class DecryptingPhone(Bid bid, string frame, string watchToken) : IDisposable
{
    private static readonly TimeSpan PageWait = TimeSpan.FromSeconds(20);
    private readonly PinAttempt _attempt = bid.Bidder.BeginTry();
    private readonly EnvelopeResult[] _results = [new(bid.Envelope, bid.Resealed, null)];
    private readonly byte[][] _bodies = [bid.Bidder.Scan(bid.Challenge, frame, TimeProvider.System.GetUtcNow()), [], []];

    public Bid Bid => bid;

    public string WatchToken => watchToken;

    public byte[] Statement { get; private set; } = [];

    /// <summary>The hub's answer to the response.</summary>
    public byte[] Acknowledgement { get; private set; } = [];

    /// <summary>Milliseconds of scan, unlock and response, from the first byte to the answer.</summary>
    public double[] Steps { get; } = new double[3];

    /// <summary>Milliseconds from before the response was sent until its page had been told; NaN without a page.</summary>
    public double Told { get; private set; } = double.NaN;

    /// <summary>Milliseconds from when this decrypt was due until all was done, whatever delayed it.</summary>
    public double Whole { get; private set; }

    /// <summary>Runs it against a hub.</summary>
    /// <param name="due">When it was to begin: a <see cref="Stopwatch"/> timestamp.</param>
    public async Task RunAsync(PhoneLine line, WaitingPage? page, long due, CancellationToken cancellation)
    {
        using (var scanned = JsonDocument.Parse(await StepAsync(line, 0, cancellation)))
        {
            Statement = scanned.RootElement.GetProperty("statement").GetBytesFromBase64();
            var nonce = scanned.RootElement.GetProperty("nonce").GetBytesFromBase64();
            _bodies[1] = bid.Bidder.Unlock(bid.Challenge, nonce, _attempt);
            await StepAsync(line, 1, cancellation);
            _bodies[2] = Bidder.BodyOf(bid.Bidder.Answer(
                bid.Opening.Platform, ChallengeKind.Decrypt, bid.Challenge, Statement, nonce, _attempt, _results, TimeProvider.System.GetUtcNow()));
        }
        var sent = Stopwatch.GetTimestamp();
        Acknowledgement = await StepAsync(line, 2, cancellation);
        if (page is not null)
            Told = Stopwatch.GetElapsedTime(sent, await page.Approved.WaitAsync(PageWait, cancellation)).TotalMilliseconds;
        Whole = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
    }

    /// <summary>Sends the same three bodies again, to the floor.</summary>
    public async Task ReplayAsync(PhoneLine line, long due, CancellationToken cancellation)
    {
        for (var step = 0; step < _bodies.Length; step++)
            await StepAsync(line, step, cancellation);
        Whole = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
    }

    public void Dispose() => _attempt.Dispose();

    private async Task<byte[]> StepAsync(PhoneLine line, int step, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await line.PostAsync($"/p/challenges/{bid.Challenge}/{(step == 0 ? "scan" : step == 1 ? "unlock" : "response")}", _bodies[step], cancellation);
        Steps[step] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return answer;
    }
}
