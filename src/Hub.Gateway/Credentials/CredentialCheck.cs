using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;
using Hub.Gateway.Limits;
using Hub.Gateway.Problems;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Http;
using Orleans;

namespace Hub.Gateway.Credentials;

/// <summary>
/// Whether a call comes from a platform: <c>Authorization: Bearer {platform id}.{secret}</c>. A right answer is believed for five seconds, a wrong one never, so that a credential
/// that was ended is dead within five seconds, at once in the process that ended it, and a new one works at once.
/// </summary>
internal sealed class CredentialCheck(IGrainFactory grains, CallBudgets budgets, TimeProvider time)
{
    /// <summary>How long a right answer is believed.</summary>
    public static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);

    private const int MaxBelieved = 4096;
    private const int MaxSecret = 128;
    private const string Scheme = "Bearer ";

    private readonly ConcurrentDictionary<(PlatformId, string Name), DateTimeOffset> _believed = [];
    private readonly Lock _gate = new();
    private int _forgotten;

    /// <summary>The platform, or null after the problem was answered.</summary>
    public async ValueTask<PlatformCredential?> AuthenticateAsync(HttpContext context)
    {
        if (!TryRead(context.Request, out var platform, out var secret))
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.Unauthenticated);
            return null;
        }
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        var credential = new PlatformCredential(platform, Convert.ToHexStringLower(digest.AsSpan(0, 16)));
        var now = time.GetUtcNow();
        var seen = _believed.TryGetValue((platform, credential.Name), out var until);
        if (!seen || now >= until)
        {
            // A credential that was right before is asked about even so: strangers at the same address shut no platform out.
            if (!seen && budgets.StrangerExhausted(context))
            {
                await ProblemAnswer.WriteAsync(context, ProblemTable.RateLimited);
                return null;
            }
            var asked = Volatile.Read(ref _forgotten);
            if (!await grains.GetGrain<IPlatformGrain>(platform.ToString()).Authenticate(digest))
            {
                _believed.TryRemove((platform, credential.Name), out _);
                budgets.ChargeStranger(context);
                await ProblemAnswer.WriteAsync(context, ProblemTable.Unauthenticated);
                return null;
            }
            Believe((platform, credential.Name), now, asked);
        }
        if (budgets.TryChargeCredential(credential))
            return credential;
        await ProblemAnswer.WriteAsync(context, ProblemTable.RateLimited);
        return null;
    }

    /// <summary>Believes nothing of a platform any more: the next call of each of its credentials is asked about. A call that is being asked about at this moment is not believed either.</summary>
    public void Forget(PlatformId platform)
    {
        lock (_gate)
        {
            _forgotten++;
            foreach (var (key, _) in _believed)
            {
                if (key.Item1 == platform)
                    _believed[key] = DateTimeOffset.MinValue;
            }
        }
    }

    /// <summary>Believes an answer, unless something was forgotten since it was asked for. Under the lock, so that nothing is forgotten between the comparison and the belief.</summary>
    private void Believe((PlatformId, string) key, DateTimeOffset now, int asked)
    {
        lock (_gate)
        {
            if (_forgotten == asked)
                Believe(key, now);
        }
    }

    private void Believe((PlatformId, string) key, DateTimeOffset now)
    {
        if (_believed.Count >= MaxBelieved)
        {
            foreach (var (old, until) in _believed)
            {
                if (until <= now)
                    _believed.TryRemove(old, out _);
            }
        }
        if (_believed.Count < MaxBelieved)
            _believed[key] = now + Believed;
    }

    private static bool TryRead(HttpRequest request, out PlatformId platform, out string secret)
    {
        (platform, secret) = (default, "");
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.Ordinal))
            return false;
        var credential = header[Scheme.Length..];
        var dot = credential.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !PlatformId.TryParse(credential[..dot], out platform))
            return false;
        secret = credential[(dot + 1)..];
        return secret.Length is > 0 and <= MaxSecret;
    }
}

/// <summary>A platform's credential that was found right.</summary>
/// <param name="Name">Half of the secret's digest: tells credentials of one platform apart, and nobody the secret.</param>
internal sealed record PlatformCredential(PlatformId Platform, string Name);
