using System.Net;
using System.Net.Http.Headers;
using Hub.Cryptography;
using Microsoft.Extensions.Time.Testing;

namespace Hub.Phone.Tests;

public sealed class RetryTests
{
    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task Busy_hub_is_asked_again_not_before_it_said(HttpStatusCode status)
    {
        var clock = new FakeTimeProvider(TestPhone.Now);
        var times = new List<DateTimeOffset>();
        var answers = new Scripted(() =>
        {
            times.Add(clock.GetUtcNow());
            return times.Count == 1 ? new HttpResponseMessage(status) { Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(4)) } } : new HttpResponseMessage(HttpStatusCode.NoContent);
        });
        var calls = new HubCalls(new HttpClient(answers), new PhoneSettings { Clock = clock, CallTimeout = TimeSpan.FromHours(1) });
        var asked = calls.PostAsync(FakeHub.Origin, "/p/pin/ok", [1], AnswerReading.Nothing, CancellationToken.None);
        while (!asked.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
        Assert.Null((await asked).Problem);
        Assert.Equal(2, times.Count);
        Assert.True(times[1] - times[0] >= TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Refusal_is_not_asked_again()
    {
        var count = 0;
        var answers = new Scripted(() =>
        {
            count++;
            return FakeHub.Problem(HttpStatusCode.Forbidden, "certificate-revoked", ("reason", "keyCompromise"));
        });
        var answer = await new HubCalls(new HttpClient(answers), new PhoneSettings()).PostAsync(FakeHub.Origin, "/p/pin/ok", [1], AnswerReading.Nothing, CancellationToken.None);
        Assert.Equal(("urn:hub:problem:certificate-revoked", "keyCompromise", 1), (answer.Problem!.Type, answer.Problem.Members["reason"], count));
    }

    [Fact]
    public async Task Hub_that_never_answers_is_given_up_after_the_calls_allowed()
    {
        var count = 0;
        var answers = new Scripted(() =>
        {
            count++;
            throw new HttpRequestException("lost");
        });
        var settings = new PhoneSettings { MaxCalls = 3, FirstPause = TimeSpan.FromMilliseconds(1) };
        var answer = await new HubCalls(new HttpClient(answers), settings).PostAsync(FakeHub.Origin, "/p/pin/ok", [1], AnswerReading.Nothing, CancellationToken.None);
        Assert.Equal((PhoneProblemType.Network, 3), (answer.Problem!.Type, count));
    }

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(0, false, true)]
    [InlineData(1, true, false)]
    [InlineData(1, false, false)]
    public async Task Answer_longer_than_any_statement_is_not_read_whether_it_says_so_before_or_not(int over, bool announced, bool isRead)
    {
        var bytes = new byte[HubCalls.MaxAnswer + over];
        var answers = new Scripted(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = announced ? new ByteArrayContent(bytes) : new Unannounced(bytes) });
        var read = 0;
        var answer = await new HubCalls(new HttpClient(answers), new PhoneSettings()).PostAsync<Done>(FakeHub.Origin, "/p/pin/ok", [1], all =>
        {
            read = all.Length;
            return Done.It;
        }, CancellationToken.None);
        Assert.Equal(isRead ? (bytes.Length, null) : (0, PhoneProblemType.Answer), (read, answer.Problem?.Type));
    }

    [Fact]
    public void Longest_statement_in_base64_with_64_KiB_around_it_is_read() => Assert.True(HubCalls.MaxAnswer >= (DecryptStatement.MaxLength + 2) / 3 * 4 + 64 * 1024);

    [Theory]
    [InlineData("<html>502</html>")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"type\":7}")]
    public void Answer_that_is_no_problem_document_is_still_a_problem(string body)
    {
        var problem = PhoneProblem.Parse(500, System.Text.Encoding.UTF8.GetBytes(body));
        Assert.Equal(500, problem.Status);
        Assert.NotEmpty(problem.Detail);
    }

    /// <summary>A body whose length nobody tells before.</summary>
    private sealed class Unannounced(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new MemoryStream(bytes));

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Scripted(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return answer();
        }
    }
}
