using Hub.Standalone.Serve;
using Microsoft.Extensions.Logging;

namespace Hub.EndToEnd.Tests.Serve;

/// <summary>Before a start no log line may tell who bids, whatever fails.</summary>
public sealed class LogLineTests
{
    [Theory]
    [InlineData("Orleans.Runtime.Catalog", "grain challenge/ch-0123456789abcdef0123456789abcdef and certificate/ce-00ff failed", "grain challenge/ch-*** and certificate/ce-*** failed")]
    [InlineData("Orleans.Runtime.Catalog", "enterprise/en-91350100M000100Y43 opening/op-0123", "enterprise/en-*** opening/op-***")]
    [InlineData("Microsoft.AspNetCore", "of ev-0123", "of ev-***")]
    [InlineData("Hub.Grains.Challenges", "Challenge ch-0123 is approved.", "Challenge ch-0123 is approved.")]
    public void Ids_in_what_other_libraries_say_are_masked(string category, string said, string shown) =>
        Assert.EndsWith("] " + shown, LogLine.Of(DateTimeOffset.UnixEpoch, LogLevel.Error, category, 1, said, null), StringComparison.Ordinal);

    [Fact]
    public void Ids_in_an_exception_are_masked_whoever_logs_it() => Assert.EndsWith(
        "] Request 1 failed. System.InvalidOperationException: grain certificate/ce-***",
        LogLine.Of(DateTimeOffset.UnixEpoch, LogLevel.Error, "Hub.Gateway.Problems.FaultBoundary", 1, "Request 1 failed.", new InvalidOperationException("grain certificate/ce-00ff")),
        StringComparison.Ordinal);

    [Fact]
    public void An_entry_is_one_line_whatever_it_says() =>
        Assert.DoesNotContain("\n", LogLine.Of(DateTimeOffset.UnixEpoch, LogLevel.Error, "X", 1, "a\nb\r\nfail: forged", new InvalidOperationException("c\nd")), StringComparison.Ordinal);
}
