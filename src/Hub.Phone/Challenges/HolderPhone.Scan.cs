using Hub.Cryptography;

namespace Hub.Phone;

public sealed partial class HolderPhone
{
    /// <summary>Reads a QR code and asks the hub what it is about.</summary>
    /// <param name="url">The code's text, <c>origin/p#challenge.frame</c>; another origin than the one enrolled at is refused unasked.</param>
    public async Task<PhoneAnswer<ScannedChallenge>> ScanAsync(string url, CancellationToken cancellation = default)
    {
        if (_store.Memory is not { } memory)
            return NotEnrolled;
        if (!QrCode.TryParse(url, out var code))
            return new PhoneProblem(PhoneProblemType.Qr, "无法识别这个二维码。", "请扫描开标或加密页面上的二维码。");
        if (code.Origin != memory.PhoneOrigin)
            return new PhoneProblem(PhoneProblemType.Qr, "二维码指向另一个服务，已拒绝。", "请确认页面来自您的交易平台。");

        // Before the hub says how the PIN stands: what was right must not be shown as failed.
        await ClearLeftTriesAsync(1, cancellation);
        var own = PhoneIdentity.Of(memory);
        var record = new ScanRecord(own.Hub, code.Challenge, code.Frame, own.SignKeyId, _settings.Clock.GetUtcNow()).Encode();
        var answered = await _calls.PostAsync(memory.PhoneOrigin, $"/p/challenges/{code.Challenge}/scan", ByDevice(memory, record), bytes => AnswerReading.Read(bytes, ScanAnswer.Read), cancellation);
        if (!answered.TryGet(out var answer, out var problem))
        {
            if (problem.Type == FinalProblems.WindowClosed)
                KeepWhatCountsNow(code.Challenge, problem.Time("opensAt"), problem.Time("closesAt"));
            return problem;
        }
        if (answer.Challenge != code.Challenge)
            return new PhoneProblem(PhoneProblemType.Answer, "服务的应答属于另一个请求。", "请重新扫码。");

        KeepWhatCountsNow(answer.Challenge, answer.OpensAt, answer.ClosesAt, answer.State == "approved");
        var scanned = new ScannedChallenge
        {
            Challenge = answer.Challenge,
            Kind = answer.Kind,
            State = answer.State,
            ServerTime = answer.ServerTime,
            OpensAt = answer.OpensAt,
            ClosesAt = answer.ClosesAt,
            PlatformName = answer.PlatformName,
            Name = answer.Name,
        };
        if (answer.Statement is null || answer.Nonce is null || answer.Pin is null)
            return scanned;
        if (!StatementReading.Read(answer, answer.Statement, own, _settings.Clock.GetUtcNow()).TryGet(out var asked, out problem))
            return problem;
        KeepWhatTheHubLost(answer, answer.Statement);
        return scanned with { PlatformName = asked.PlatformName, Asked = asked, Pin = answer.Pin, Statement = answer.Statement, Nonce = answer.Nonce };
    }

    /// <summary>拒绝: tells the page that the holder will not answer. Needs no PIN.</summary>
    /// <param name="reason"><c>mine-not</c>, <c>wrong-content</c> or <c>other</c>.</param>
    public async Task<PhoneAnswer<Done>> RejectAsync(ScannedChallenge scanned, string reason, CancellationToken cancellation = default)
    {
        if (_store.Memory is not { } memory)
            return NotEnrolled;
        if (!scanned.IsReady)
            return NotReady;
        var own = PhoneIdentity.Of(memory);
        var record = new RejectRecord(
            own.Hub, scanned.Kind, scanned.Challenge, Sm3Digest.Of(scanned.Statement), own.SignKeyId, scanned.Nonce, reason, _settings.Clock.GetUtcNow()).Encode();
        var rejected = await _calls.PostAsync(memory.PhoneOrigin, $"/p/challenges/{scanned.Challenge}/rejection", ByDevice(memory, record), AnswerReading.Nothing, cancellation);
        foreach (var right in memory.Tries.Where(kept => kept.Challenge == scanned.Challenge.ToString()))
            await ClearAtOnceAsync(right.PinTry, cancellation);
        return rejected;
    }

    private static PhoneProblem NotReady => new(PhoneProblemType.NotReady, "解密尚未开始。", "请在开始后重新扫码。");
}
