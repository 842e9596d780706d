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
        book.Ask(_challenge, Signer(1), own, Now.AddMinutes(30), Now);
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
        new PageBook(_folder, []).Ask(_challenge, Signer(1), key, Now, Now);
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

    [Fact]
    public void Certificate_that_is_asked_for_too_often_loses_its_oldest_page_and_no_other_certificate_loses_any()
    {
        var (book, others, key) = (new PageBook(_folder, []), ChallengeId.New(), Key());
        book.Ask(others, Signer(2), key, Now, Now);
        book.Ask(_challenge, Signer(1), key, Now.AddMinutes(1), Now);
        for (var i = 1; i < PageBook.MaxOfCertificate; i++)
            book.Ask(ChallengeId.New(), Signer(1), key, Now.AddMinutes(2), Now);
        Assert.True(book.Admits(_challenge, key));
        var newest = ChallengeId.New();
        book.Ask(newest, Signer(1), key, Now.AddMinutes(2), Now);
        Assert.Equal((true, false, true), (book.Admits(newest, key), book.Admits(_challenge, key), book.Admits(others, key)));
        Assert.Equal(PageBook.MaxOfCertificate + 1, Directory.GetFiles(_folder).Length);
    }

    private static KeyId Signer(byte number) => KeyId.Of([number]);

    private EnvelopeRow Row(PageKey key, string step) => new() { Step = step, Challenge = _challenge.ToString(), Page = key.Stored() };

    private static PageKey Key() => PageKey.TryRead(Request(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), out var key) ? key : throw new InvalidOperationException();

    private static HttpRequest Request(string text)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[PageKey.Header] = text;
        return request;
    }
}
