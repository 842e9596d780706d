using System.Net;
using Hub.Cryptography;
using TradingPlatform.HubCalls;
using TradingPlatform.Openings;
using TradingPlatform.Tests.Forge;

namespace TradingPlatform.Tests.Openings;

/// <summary>A descriptor is the hub's when the hub has said so of these very bytes.</summary>
public sealed class DescriptorTests : IDisposable
{
    private readonly PlatformForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Theory]
    [InlineData("page")]
    [InlineData("nothing")]
    [InlineData("opening")]
    [InlineData("generation")]
    [InlineData("descriptor")]
    public async Task Answer_that_does_not_name_the_descriptor_confirms_nothing_and_the_same_bytes_go_again(string lie)
    {
        var opening = await _forge.AnnounceAsync();
        _forge.Answer = (_, body) => lie switch
        {
            "page" => PlatformForge.Json("<html>Welcome</html>"u8.ToArray()),
            "nothing" => PlatformForge.Json("{}"u8.ToArray()),
            "opening" => PlatformForge.Described(body, opening: OpeningId.New()),
            "generation" => PlatformForge.Described(body, generation: 7),
            _ => PlatformForge.Described(body, descriptor: Sm3Digest.Of([1])),
        };
        Assert.Equal(HubProblem.Unreadable, await _forge.Desk.DescribeAsync(opening, terms => terms with { WindowSeconds = 90 }, CancellationToken.None));
        Assert.Equal(60, opening.State.Terms.WindowSeconds);
        var alarm = Assert.Single(opening.Alarms.All);
        Assert.Equal((AlarmKind.Receipt, "descriptor"), (alarm.Kind, alarm.About));

        var said = opening.State.NextDescriptor!.Record;
        _forge.Answer = (_, body) => PlatformForge.Described(body);
        Assert.Null(await _forge.Desk.SettleAsync(opening, CancellationToken.None));
        Assert.Equal(said, opening.State.Descriptor!.Record);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_frozen_while_a_postponement_holds_or_may_hold(bool confirmed)
    {
        var opening = await _forge.AnnounceAsync();
        var later = opening.State.Terms.Deadline.AddMinutes(1);
        _forge.Answer = (_, body) => confirmed ? PlatformForge.Described(body) : new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(confirmed, await _forge.Desk.DescribeAsync(opening, terms => terms with { Deadline = later, EarliestStart = later }, CancellationToken.None) is null);
        _forge.Answer = (_, _) => throw new InvalidOperationException("The hub was asked to freeze.");
        Assert.NotNull(await _forge.Freezes.FreezeAsync(opening, CancellationToken.None));
        // Whoever bids is turned away once there is one.
        Assert.Null(opening.State.Freeze);

        _forge.Answer = (_, body) => PlatformForge.Described(body);
        Assert.Null(await _forge.Desk.SettleAsync(opening, CancellationToken.None));
        _forge.Clock.SetUtcNow(later);
        _forge.Answer = (_, body) => _forge.Stored(_forge.FreezeLeaf(opening, body));
        Assert.Null(await _forge.Freezes.FreezeAsync(opening, CancellationToken.None));
    }
}
