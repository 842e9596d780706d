using Hub.Grains.Authorities;
using Hub.Grains.Certificates;
using Hub.Grains.Challenges;
using Hub.Grains.Push;
using Hub.Grains.Receipts;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Grains;

/// <summary>Registers the domain with a silo. It needs the ports of <c>Hub.Grains.Durability</c> and <c>Hub.Grains.Authorities</c>, which the silo's storage and clients implement.</summary>
public static class HubGrains
{
    /// <summary>Adds what the grains need beside those ports.</summary>
    public static IServiceCollection AddHubGrains(this IServiceCollection services) =>
        services.AddReceipts().AddPush().AddCertificates().AddChallenges().AddAuthorities();
}
