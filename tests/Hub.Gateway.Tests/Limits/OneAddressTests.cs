using System.Net;
using Hub.Cryptography;
using Hub.Gateway.Surfaces;
using Hub.Gateway.Tests.Hosting;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Connections;

namespace Hub.Gateway.Tests.Limits;

/// <summary>A hall's bidders all come from the address of the hall's router, in the same minute.</summary>
public sealed class OneAddressTests
{
    private const int Bidders = 5_000, RequestsOfADecrypt = 3;

    [Fact]
    public async Task Five_thousand_phones_behind_one_address_are_all_served_in_one_minute()
    {
        var challenge = ChallengeId.New();
        var phones = Enumerable.Range(0, Bidders).Select(_ => DeviceKey.Generate()).Select(device => (Device: device, Owner: KeyId.Of(device.PublicKey.Spki))).ToList();
        var devices = phones.ToDictionary(phone => CertificateKey.Of(phone.Owner), phone => (phone.Device, phone.Owner));
        await using var host = await GatewayHost.StartAsync();
        host.Grains.Answer<IChallengeGrain, ScanAnswer>(nameof(IChallengeGrain.Scan), (_, _) => Hosting.Bodies.Scanned(challenge, [1]));
        host.Grains.Answer<ICertificateGrain, CertificateIdentity>(nameof(ICertificateGrain.Identify), (key, _) => devices.TryGetValue(key, out var known)
            ? new CertificateIdentity(known.Owner.ToString(), known.Owner.ToString(), [], known.Device.PublicKey.Spki.ToArray(), [], [], [], "ca-test", "en", "n", "h", "s", "01", "phone", Hosting.Bodies.Noon)
            : new NotFound());

        // The clock stands still: one minute's allowance has to do for all three requests of everybody.
        var refused = 0;
        await Parallel.ForEachAsync(phones, async (phone, cancellation) =>
        {
            var record = Hosting.Bodies.Scan(host, challenge, phone.Owner);
            var signature = phone.Device.Sign(record);
            for (var request = 0; request < RequestsOfADecrypt; request++)
            {
                using var answer = await host.Phone.PostAsync($"/p/challenges/{challenge}/scan", Hosting.Bodies.Signed(record, signature), cancellation);
                if (!answer.IsSuccessStatusCode)
                    Interlocked.Increment(ref refused);
            }
        });

        Assert.Equal(0, refused);
        Assert.Equal(Bidders * RequestsOfADecrypt, host.Grains.Count(nameof(IChallengeGrain.Scan)));
        phones.ForEach(phone => phone.Device.Dispose());
    }

    [Fact]
    public Task One_address_may_hold_a_page_for_each_of_five_thousand_bidders() => Task.Run(async () =>
    {
        var shares = new AddressShares(new GatewayOptions());
        var held = new TaskCompletionSource();
        var served = 0;
        var pages = Enumerable.Range(0, Bidders).Select(_ => shares.RunAsync(
            new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Parse("198.51.100.7"), 4711) },
            _ =>
            {
                served++;
                return held.Task;
            })).ToList();
        Assert.Equal(Bidders, served);
        held.SetResult();
        await Task.WhenAll(pages);
    });
}
