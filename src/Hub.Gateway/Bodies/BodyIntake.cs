using System.Buffers;
using Hub.Gateway.Limits;
using Hub.Gateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Hub.Gateway.Bodies;

/// <summary>A whole body and the moment at which its last byte was there: the moment that decides whether an answer counts (design, Time).</summary>
internal readonly record struct ArrivedBody(ReadOnlyMemory<byte> Bytes, DateTimeOffset Arrival);

/// <summary>
/// Takes bodies in before anything looks at them: bounded each, all of a kind together, and in time. The bytes are the client's own, since they are what was signed.
/// Kestrel's least rate of sending stays in force beside the longest time.
/// </summary>
internal sealed class BodyIntake(TimeProvider time, IOptions<GatewayOptions> options)
{
    /// <summary>Longest time that a body may take, whatever its rate.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    // Each kind has its own, so that no other can take the room of an answer in the last minute of its window.
    private readonly BodyPool _responses = new(options.Value.MaxBodyBytes / 2);
    private readonly BodyPool _phones = new(options.Value.MaxBodyBytes / 4);
    private readonly BodyPool _platforms = new(options.Value.MaxBodyBytes / 4);
    private readonly BodyPool _lists = new((long)BodyLimit.CrlsAtOnce * BodyLimit.Crl);

    /// <summary>Reads the body and runs <paramref name="use"/> with it, or answers with a problem.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">Most bytes, one of <see cref="BodyLimit"/>; it tells the kind as well.</param>
    /// <param name="use">Its bytes are its own until the returned task ends.</param>
    public async Task ReadAsync(HttpContext context, int limit, Func<ArrivedBody, Task> use)
    {
        if (context.Request.ContentLength > limit)
        {
            await RefuseAsync(context, TooLong(limit));
            return;
        }
        using var longest = new CancellationTokenSource(Longest, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(longest.Token, context.RequestAborted);
        var reader = context.Request.BodyReader;
        var pool = PoolOf(limit);
        var mine = new PooledBody(AddressKey.Of(context), ends);
        try
        {
            // A list takes the place of a whole one before its first byte: there are few, and it is long.
            if (limit == BodyLimit.Crl && !pool.TryHold(mine, limit))
            {
                await RefuseAsync(context, ProblemTable.Overloaded);
                return;
            }
            while (true)
            {
                var read = await reader.ReadAsync(ends.Token);
                var buffer = read.Buffer;
                if (buffer.Length > limit)
                {
                    await RefuseAsync(context, TooLong(limit));
                    return;
                }
                if (!pool.TryHold(mine, buffer.Length) || (read.IsCompleted && !pool.TryKeep(mine)))
                {
                    await RefuseAsync(context, ProblemTable.Overloaded);
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
        catch (OperationCanceledException) when (mine.Dropped && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            await RefuseAsync(context, ProblemTable.Overloaded);
        }
        catch (OperationCanceledException) when (longest.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // Whoever takes a minute for a few kilobytes gets no answer: it would wait for the rest of the body.
            context.Abort();
        }
        finally
        {
            pool.Release(mine);
        }
    }

    private BodyPool PoolOf(int limit) => limit switch
    {
        BodyLimit.Response => _responses,
        BodyLimit.Phone => _phones,
        BodyLimit.Crl => _lists,
        _ => _platforms,
    };

    private static Problem TooLong(int limit) => new(ProblemTable.TooLarge, writer => writer.Integer("limit", limit));

    private static Task RefuseAsync(HttpContext context, Problem problem)
    {
        // Closing saves the server from reading the rest of what it has refused.
        context.Response.Headers.Connection = "close";
        return ProblemAnswer.WriteAsync(context, problem);
    }
}
