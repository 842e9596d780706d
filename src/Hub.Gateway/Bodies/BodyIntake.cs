using System.Buffers;
using Hub.Gateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Hub.Gateway.Bodies;

/// <summary>A whole body and the moment at which its last byte was there: the moment that decides whether an answer counts (design, Time).</summary>
internal readonly record struct ArrivedBody(ReadOnlyMemory<byte> Bytes, DateTimeOffset Arrival);

/// <summary>
/// Takes bodies in before anything looks at them: bounded each, all together, and in time. The bytes are the client's own, since they are what was signed.
/// Kestrel's least rate of sending stays in force beside the longest time.
/// </summary>
internal sealed class BodyIntake(TimeProvider time, IOptions<GatewayOptions> options)
{
    /// <summary>Longest time that a body may take, whatever its rate.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private long _held;

    /// <summary>Reads the body and runs <paramref name="use"/> with it, or answers with a problem.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">Most bytes.</param>
    /// <param name="use">Its bytes are its own until the returned task ends.</param>
    public async Task ReadAsync(HttpContext context, int limit, Func<ArrivedBody, Task> use)
    {
        if (context.Request.ContentLength > limit)
        {
            await RefuseAsync(context, limit);
            return;
        }
        using var longest = new CancellationTokenSource(Longest, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(longest.Token, context.RequestAborted);
        var reader = context.Request.BodyReader;
        long mine = 0;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(ends.Token);
                var buffer = read.Buffer;
                if (buffer.Length > limit)
                {
                    await RefuseAsync(context, limit);
                    return;
                }
                var held = Interlocked.Add(ref _held, buffer.Length - mine);
                mine = buffer.Length;
                if (held > options.Value.MaxBodyBytes)
                {
                    context.Response.Headers.Connection = "close";
                    await ProblemAnswer.WriteAsync(context, ProblemTable.Overloaded);
                    return;
                }
                if (read.IsCompleted)
                {
                    var arrival = time.GetUtcNow();
                    var bytes = buffer.ToArray();
                    reader.AdvanceTo(buffer.End);
                    await use(new ArrivedBody(bytes, arrival));
                    return;
                }
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (OperationCanceledException) when (longest.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // Whoever takes a minute for a few kilobytes gets no answer: it would wait for the rest of the body.
            context.Abort();
        }
        finally
        {
            Interlocked.Add(ref _held, -mine);
        }
    }

    private static Task RefuseAsync(HttpContext context, int limit)
    {
        // Closing saves the server from reading the rest of what it has refused.
        context.Response.Headers.Connection = "close";
        return ProblemAnswer.WriteAsync(context, new Problem(ProblemTable.TooLarge, writer => writer.Integer("limit", limit)));
    }
}
