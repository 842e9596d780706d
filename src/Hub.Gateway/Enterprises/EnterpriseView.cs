using Hub.Cryptography;
using Hub.Gateway.Problems;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Hub.Gateway.Enterprises;

/// <summary>An enterprise by the credit code of the path, and how its certificates stand: the same for platforms and operators.</summary>
internal static class EnterpriseView
{
    private const int AtOnce = 16;

    /// <summary>The enterprise; null after it was answered that there is none.</summary>
    public static async Task<EnterpriseIdentity?> FindAsync(HttpContext context, IGrainFactory grains)
    {
        Refusal? refusal = new NotFound();
        if (CreditCode.TryParse(context.GetRouteValue("code") as string, out var code)
            && (await grains.GetGrain<IEnterpriseGrain>(new EnterpriseId(code).ToString()).Identify()).Try(out var enterprise, out refusal))
            return enterprise;
        await ProblemAnswer.WriteAsync(context, refusal!);
        return null;
    }

    /// <summary>
    /// Each certificate in the order in which they came, a few asked at once. One whose enrolment was broken off before it was stored is left out: nobody has it.
    /// </summary>
    public static async IAsyncEnumerable<(string SignKeyId, Outcome<CertificateIdentity> Standing)> StandingsAsync(IGrainFactory grains, EnterpriseIdentity enterprise, DateTimeOffset now)
    {
        foreach (var some in enterprise.SignKeyIds.Chunk(AtOnce))
        {
            var standings = await Task.WhenAll(some.Select(signKeyId => grains.GetGrain<ICertificateGrain>(CertificateKey.Of(signKeyId)).Standing(now)));
            foreach (var (signKeyId, standing) in some.Zip(standings))
            {
                if (standing.Refusal is not NotFound)
                    yield return (signKeyId, standing);
            }
        }
    }
}
