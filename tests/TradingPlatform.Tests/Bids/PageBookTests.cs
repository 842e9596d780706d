using System.Security.Cryptography;
using Hub.Cryptography;
using Microsoft.AspNetCore.Http;
using TradingPlatform.Bids;
using TradingPlatform.Openings;

namespace TradingPlatform.Tests.Bids;

public sealed class PageBookTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("pages").FullName;
    private readonly ChallengeId _challenge = ChallengeId.New();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Challenge_is_open_to_the_secret_that_asked_for_it_and_to_no_other()
    {
        var (book, own) = (new PageBook(_folder, []), Key());
        Assert.False(book.Admits(_challenge, own));
        Assert.True(book.Ask(_challenge, own, Now.AddMinutes(30), Now));
        Assert.True(book.Admits(_challenge, own));
        Assert.False(book.Admits(_challenge, Key()));
        Assert.False(book.Admits(_challenge, default));
        Assert.False(book.Admits(ChallengeId.New(), own));
        Assert.True(new PageBook(_folder, []).Admits(_challenge, own));
    }

    [Fact]
    public void Decrypt_challenge_is_open_to_the_secret_of_each_envelope_of_it()
    {
        var (first, second, gone) = (Key(), Key(), Key());
        var book = new PageBook(_folder, [Row(first, EnvelopeStep.Registered), Row(gone, EnvelopeStep.Out)]);
        book.Registered(Row(second, EnvelopeStep.Registered));
        Assert.True(book.Admits(_challenge, first));
        Assert.True(book.Admits(_challenge, second));
        Assert.False(book.Admits(_challenge, gone));
        Assert.False(book.Admits(_challenge, default));
    }

    [Fact]
    public void Envelope_without_a_key_opens_no_page() =>
        Assert.False(new PageBook(_folder, [Row(default, EnvelopeStep.Registered)]).Admits(_challenge, default));

    [Fact]
    public void Secret_is_nowhere_on_the_disk()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        Assert.True(PageKey.TryRead(Request(Convert.ToBase64String(secret)), out var key));
        Assert.True(new PageBook(_folder, []).Ask(_challenge, key, Now, Now));
        var stored = File.ReadAllText(Assert.Single(Directory.GetFiles(_folder)));
        Assert.Contains(Sm3Digest.Of(secret).ToString(), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(secret), stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(secret), stored, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("***", key.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=")]
    [InlineData(" AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_not_32_bytes_in_their_one_spelling_is_no_secret(string text) => Assert.False(PageKey.TryRead(Request(text), out _));

    [Fact]
    public void Two_secrets_in_one_request_are_none()
    {
        var request = Request(Convert.ToBase64String(new byte[32]));
        Assert.True(PageKey.TryRead(request, out _));
        request.Headers.Append(PageKey.Header, Convert.ToBase64String(new byte[32]));
        Assert.False(PageKey.TryRead(request, out _));
    }

    private EnvelopeRow Row(PageKey key, string step) => new() { Step = step, Challenge = _challenge.ToString(), Page = key.Stored() };

    private static PageKey Key() => PageKey.TryRead(Request(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), out var key) ? key : throw new InvalidOperationException();

    private static HttpRequest Request(string text)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[PageKey.Header] = text;
        return request;
    }
}
