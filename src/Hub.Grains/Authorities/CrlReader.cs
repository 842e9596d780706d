using Hub.Cryptography;

namespace Hub.Grains.Authorities;

/// <inheritdoc cref="ICrlReader"/>
internal sealed class CrlReader : ICrlReader, IDisposable
{
    // One at a time in the whole process: a flood of forged lists gets one core at most. How many wait is bounded where they come in.
    private readonly SemaphoreSlim _lane = new(1);

    /// <inheritdoc/>
    public async Task<CrlVerdict> ReadAsync(byte[] crl, IReadOnlyList<Sm2Certificate> chain, IReadOnlyList<Crl> inForce)
    {
        await _lane.WaitAsync();
        try
        {
            return await Task.Run(() => Read(crl, chain, inForce));
        }
        finally
        {
            _lane.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();

    internal static CrlVerdict Read(byte[] crl, IReadOnlyList<Sm2Certificate> chain, IReadOnlyList<Crl> inForce)
    {
        if (!CrlHead.TryRead(crl, out var head))
            return new CrlVerdict.Refused("crl");
        if (AuthorityRules.MayHaveSigned(head, chain).ToList() is not { Count: > 0 } issuers)
            return new CrlVerdict.Refused("signature");
        if (!AuthorityRules.IsNewer(head, inForce))
            return new CrlVerdict.Refused("number");
        if (!issuers.Any(issuer => head.IsSignedBy(issuer.PublicKey)))
            return new CrlVerdict.Refused("signature");
        return head.TryReadEntries(out var list) ? new CrlVerdict.Newer(list) : new CrlVerdict.Refused("crl");
    }
}
