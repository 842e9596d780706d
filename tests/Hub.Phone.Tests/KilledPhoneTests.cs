using System.Net;
using Hub.Cryptography;

namespace Hub.Phone.Tests;

/// <summary>The phone's program dies at any moment of an answer, and only its file is left.</summary>
public sealed class KilledPhoneTests
{
    // The calls of one answer are scan, unlock and response.
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task A_phone_killed_between_any_call_and_its_answer_goes_on_from_its_file_and_is_answered_once(int at, bool reached)
    {
        using var file = new PhoneFile();
        Killing? network = null;
        var phone = await TestPhone.EnrolledAsync(hub => network = new Killing(hub), file.Open());
        var (challenge, _) = phone.OfferEncrypt();
        network!.KillAt(at, reached);
        await Assert.ThrowsAsync<KilledException>(() => AnswerAsync(phone.Phone, challenge));

        var restarted = new HolderPhone(file.Open(), new HttpClient(network), phone.Settings);
        var resent = await restarted.ResendAsync();
        if (resent.Count == 0)
            await AnswerAsync(restarted, challenge);
        var kept = Assert.Single(file.Open().Memory!.Responses);
        Assert.Equal(KeptResponse.Acknowledged, kept.Outcome);
        Assert.Empty(file.Open().Memory!.Tries);
        // What was never unlocked stays counted, in a row that the answer ends: nobody can tell it from a wrong PIN, and b must not be on any disk.
        Assert.Equal(at == 2 && reached ? 1 : 0, phone.Server.Tries.Count - phone.Server.Cleared.Count);
        Assert.Contains(kept.PinTry, phone.Server.Cleared);
    }

    [Fact]
    public async Task A_phone_killed_after_the_unlock_clears_its_try_at_the_next_start()
    {
        using var file = new PhoneFile();
        var phone = await TestPhone.EnrolledAsync(store: file.Open());
        _ = await phone.UnlockedAsync(phone.OfferEncrypt().Challenge);
        Assert.Empty(await new HolderPhone(file.Open(), new HttpClient(phone.Server), phone.Settings).ResendAsync());
        Assert.Equal(phone.Server.Tries, phone.Server.Cleared);
    }

    [Fact]
    public async Task What_a_write_that_was_cut_short_left_behind_is_not_read()
    {
        using var file = new PhoneFile();
        var phone = await TestPhone.EnrolledAsync(store: file.Open());
        await File.WriteAllTextAsync(file.Path + ".next", "{\"Hub\":");
        Assert.Equal(phone.Forge.Hub.ToString(), file.Open().Memory!.Hub);
        using var unlocked = await phone.UnlockedAsync(phone.OfferEncrypt().Challenge);
        Assert.Single(file.Open().Memory!.Tries);
    }

    [Fact]
    public async Task Two_programs_on_one_file_take_back_nothing_of_each_other()
    {
        using var file = new PhoneFile();
        var phone = await TestPhone.EnrolledAsync(store: file.Open());
        phone.Server.Instead = path => path.EndsWith("/response", StringComparison.Ordinal) ? FakeHub.Problem(HttpStatusCode.InternalServerError, "internal") : null;
        var programs = new[] { phone.Phone, new HolderPhone(file.Open(), new HttpClient(phone.Server), phone.Settings) };
        var challenges = Enumerable.Range(0, 8).Select(_ => phone.OfferEncrypt().Challenge).ToArray();
        await Task.WhenAll(challenges.Select((challenge, i) => Task.Run(async () =>
        {
            var scanned = (await programs[i % 2].ScanAsync(FakeHub.Url(challenge))).Value;
            await using var unlocked = (await programs[i % 2].UnlockAsync(scanned, TestPhone.Pin)).Value;
            Assert.NotNull((await unlocked.RespondAsync()).Problem);
        })));
        Assert.Equal(challenges.Select(challenge => challenge.ToString()).Order(), file.Open().Memory!.Responses.Select(kept => kept.Challenge).Order());
        phone.Server.Instead = _ => null;
        Assert.All(await new HolderPhone(file.Open(), new HttpClient(phone.Server), phone.Settings).ResendAsync(), answer => Assert.Null(answer.Problem));
    }

    private static async Task AnswerAsync(HolderPhone phone, ChallengeId challenge)
    {
        var scanned = (await phone.ScanAsync(FakeHub.Url(challenge))).Value;
        using var unlocked = (await phone.UnlockAsync(scanned, TestPhone.Pin)).Value;
        Assert.Null((await unlocked.RespondAsync()).Problem);
    }

    /// <summary>No code of the phone catches it: what follows is not run, as in a program that is killed.</summary>
    private sealed class KilledException : Exception;

    private sealed class Killing(HttpMessageHandler hub) : DelegatingHandler(hub)
    {
        private int _left = int.MaxValue;
        private bool _reached;

        public void KillAt(int call, bool reached) => (_left, _reached) = (call, reached);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var dies = --_left == 0;
            if (dies && !_reached)
                throw new KilledException();
            var answer = await base.SendAsync(request, cancellationToken);
            return dies ? throw new KilledException() : answer;
        }
    }
}
