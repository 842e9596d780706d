using System.Net;
using System.Security.Authentication;
using System.Text;
using System.Text.RegularExpressions;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

/// <summary>What ends a kept answer, against the protocol's section 9.</summary>
public sealed partial class FinalProblemTests
{
    private static readonly string Section = ReadSection();

    public static TheoryData<string, int, bool> Types()
    {
        var final = FinalSentence().Match(Section).Groups[1].Value.Split(',').Select(word => word.Trim(' ', '`')).ToHashSet();
        var data = new TheoryData<string, int, bool>();
        foreach (Match row in Row().Matches(Section))
            data.Add(row.Groups[1].Value, int.Parse(row.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), final.Remove(row.Groups[1].Value));
        Assert.Empty(final);
        Assert.True(data.Count > 40);
        return data;
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Kept_answer_ends_with_the_types_that_section_9_lists_and_with_no_other(string type, int status, bool ends)
    {
        var members = type == "window-closed" ? new (string, object)[] { ("kept", false) } : [];
        var outcome = await OutcomeAfterAsync(() => FakeHub.Problem((HttpStatusCode)status, type, members));
        Assert.Equal(ends ? "urn:hub:problem:" + type : KeptResponse.Kept, outcome);
    }

    [Theory]
    [InlineData(403, "<html>Forbidden</html>", "text/html")]
    [InlineData(404, "<html>Not Found</html>", "text/html")]
    [InlineData(413, "{\"error\":\"too large\"}", "application/json")]
    [InlineData(409, "{\"type\":\"about:blank\"}", "application/problem+json")]
    [InlineData(409, "{\"type\":\"urn:hub:problem:from-a-later-hub\"}", "application/problem+json")]
    [InlineData(400, "", "text/plain")]
    [InlineData(200, "<html>Welcome</html>", "text/html")]
    [InlineData(204, "", "text/plain")]
    [InlineData(302, "", "text/html")]
    public async Task Somebody_else_s_answer_ends_nothing(int status, string body, string media) =>
        Assert.Equal(KeptResponse.Kept, await OutcomeAfterAsync(() => new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, media) }));

    [Fact]
    public async Task A_connection_that_cannot_be_trusted_ends_nothing() =>
        Assert.Equal(KeptResponse.Kept, await OutcomeAfterAsync(() => throw new HttpRequestException("TLS", new AuthenticationException("The certificate is another's."))));

    [Fact]
    public async Task A_closed_window_that_says_kept_without_a_receipt_ends_nothing() =>
        Assert.Equal(KeptResponse.Kept, await OutcomeAfterAsync(() => FakeHub.Problem(HttpStatusCode.Conflict, "window-closed", ("kept", true))));

    [Theory]
    [InlineData(ChallengeKind.Encrypt, true)]
    [InlineData(ChallengeKind.Decrypt, false)]
    public async Task Only_an_encrypt_challenge_expires(string kind, bool ends)
    {
        var (kept, own, notAfter) = await KeptAsync();
        Assert.Equal(ends, FinalProblems.EndsResponse(Says("challenge-expired"), kept with { Kind = kind }, own, notAfter, TestPhone.Now));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task Certificate_expires_after_its_own_end_and_not_by_somebody_s_word(int milliseconds, bool ends)
    {
        var (kept, own, notAfter) = await KeptAsync();
        Assert.Equal(ends, FinalProblems.EndsResponse(Says("certificate-expired"), kept, own, notAfter, notAfter.AddMilliseconds(milliseconds)));
    }

    [Fact]
    public async Task Signature_is_bad_if_the_phone_s_own_key_does_not_verify_it()
    {
        var (kept, own, notAfter) = await KeptAsync();
        Assert.False(FinalProblems.EndsResponse(Says("bad-signature"), kept, own, notAfter, TestPhone.Now));
        Assert.True(FinalProblems.EndsResponse(Says("bad-signature"), kept, own with { SignKey = Sm2PrivateKey.Generate().PublicKey }, notAfter, TestPhone.Now));
    }

    [Fact]
    public async Task Statement_is_another_if_the_kept_bytes_name_another()
    {
        var (kept, own, notAfter) = await KeptAsync();
        Assert.False(FinalProblems.EndsResponse(Says("statement-mismatch"), kept, own, notAfter, TestPhone.Now));
        Assert.All([kept with { Challenge = ChallengeId.New().ToString() }, kept with { Statement = Sm3Digest.Of([1]).ToString() }],
            other => Assert.True(FinalProblems.EndsResponse(Says("statement-mismatch"), other, own, notAfter, TestPhone.Now)));
        Assert.True(FinalProblems.EndsResponse(Says("statement-mismatch"), kept, own with { Hub = HubId.New() }, notAfter, TestPhone.Now));
        Assert.True(FinalProblems.EndsResponse(Says("statement-mismatch"), kept, own with { SignKey = Sm2PrivateKey.Generate().PublicKey }, notAfter, TestPhone.Now));
    }

    private static PhoneProblem Says(string word) => PhoneProblem.Parse(409, Encoding.UTF8.GetBytes($$"""{"type":"urn:hub:problem:{{word}}"}"""));

    private static async Task<(KeptResponse Kept, PhoneIdentity Own, DateTimeOffset NotAfter)> KeptAsync()
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.Null((await unlocked.RespondAsync()).Problem);
        var memory = phone.Phone.Store.Memory!;
        Assert.True(Sm2Certificate.TryParse(memory.SigningCertificate, out var certificate));
        return (Assert.Single(memory.Responses), phone.Phone.Identity!, certificate.NotAfter);
    }

    private static async Task<string> OutcomeAfterAsync(Func<HttpResponseMessage> answer)
    {
        var phone = await TestPhone.EnrolledAsync();
        var (challenge, _) = phone.OfferEncrypt();
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? answer() : null;
        using (var unlocked = await phone.UnlockedAsync(challenge))
            Assert.NotNull((await unlocked.RespondAsync()).Problem);
        return Assert.Single(phone.Phone.Store.Memory!.Responses).Outcome;
    }

    private static string ReadSection()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Hub.sln")))
            folder = folder.Parent;
        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "protocol.md"));
        return page[page.IndexOf("## 9. Problems", StringComparison.Ordinal)..];
    }

    [GeneratedRegex(@"^\| ([a-z-]+) \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"ends with these types alone: ([^.;]+)[.;]")]
    private static partial Regex FinalSentence();
}
