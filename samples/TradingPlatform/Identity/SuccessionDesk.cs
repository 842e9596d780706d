using Hub.Cryptography;
using TradingPlatform.HubCalls;

namespace TradingPlatform.Identity;

/// <summary>
/// Gives the descriptor key a successor (protocol section 3.7). The record is on disk before it is posted, and is posted again as the same bytes until the hub has answered: only then is
/// the new key in force here. Openings that are described already go on with the key that described them.
/// </summary>
internal sealed class SuccessionDesk(IdentityDesk identity, HubClient hub, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Has the next key succeed the one in force.</summary>
    /// <param name="chain">The next key's certificate, then its issuers without the root.</param>
    /// <returns>What is wrong with the chain, or empty; and the hub's problem, or null.</returns>
    public async Task<(string Defect, HubProblem? Problem)> SucceedAsync(IReadOnlyList<byte[]> chain, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (await SettleInTurnAsync(cancellation) is { } unsettled)
                return ("", unsettled);
            if (identity.Current is not { } trust)
                return ("the platform has no identity", null);
            // Asked again after it was done.
            if (Sm2Certificate.TryParse(chain[0], out var certificate) && certificate.KeyId == trust.KeyId)
                return ("", null);
            if (!PlatformTrust.TryRead(trust.Identity with { Chain = chain }, identity.NextKey.PublicKey, time.GetUtcNow(), out _, out var defect))
                return (defect, null);
            var record = new Succession(trust.Hub, trust.Platform, identity.Key.PublicKey.Spki.ToArray(), chain[0], WireTime.Cut(time.GetUtcNow())).Encode();
            identity.Keep(new SuccessionUnderWay(identity.Sign(record), chain));
            return ("", await SettleInTurnAsync(cancellation));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Brings what a kill or a dead hub left on the way to its end.</summary>
    /// <returns>Why there is still a succession under way, or null: also after a refusal that ended it.</returns>
    public async Task<HubProblem?> SettleAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var problem = await SettleInTurnAsync(cancellation);
            return identity.Current?.Identity.Succeeding is null ? null : problem;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<HubProblem?> SettleInTurnAsync(CancellationToken cancellation)
    {
        if (identity.Current?.Identity.Succeeding is not { } succeeding)
            return null;
        var problem = (await hub.PostAsync("/api/succession", succeeding.Signed.Encode(), cancellation)).Problem;
        if (problem is null && !identity.TrySucceed(succeeding, time.GetUtcNow(), out var defect))
            throw new InvalidDataException("A succession that the hub has taken is not good any more: " + defect);
        if (problem is not null && problem.Ends(HubCall.Succeed))
            identity.Keep(null);
        return problem;
    }
}
