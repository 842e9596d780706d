using Hub.Cryptography;
using Hub.Gateway.Calls;
using Hub.Gateway.Limits;
using Hub.Gateway.Metrics;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Hub.Grains.Qr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Hub.Gateway.Phones;

/// <summary>
/// A phone has read a code (protocol, 5.1). The frame is verified before any grain is touched: without a fresh one a real challenge and an invented one cost the same and answer the same.
/// </summary>
internal sealed class ScanCall(IGrainFactory grains, PhoneDesk desk, CallBudgets budgets, QrFrames frames, GatewayMeter meter, TimeProvider time)
{
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapCall(HttpMethods.Post, "/p/challenges/{id}/scan", new CallDescription("扫码: a phone has read a QR code (scan/1)"), RunAsync)
        .Takes<SignedShape>().Gives<ScanBody>()
        .Refuses(ProblemTable.TooLarge, ProblemTable.DeviceUnknown, ProblemTable.ChallengeUnavailable, ProblemTable.WrongCertificate, ProblemTable.RateLimited, ProblemTable.Overloaded);

    private Task RunAsync(HttpContext context) => desk.ReadSignedAsync(context, async (signed, arrival) =>
    {
        if (!ScanRecord.TryParse(signed.Record, out var scan, out var defect))
        {
            await desk.RefuseStrangerAsync(context, RefusalProblem.Where(ProblemTable.Malformed, "record: " + defect));
            return;
        }
        if (!ChallengeId.TryParse(context.GetRouteValue("id") as string, out var challenge) || challenge != scan.Challenge || !frames.Verify(challenge, scan.Frame, arrival))
        {
            await desk.RefuseStrangerAsync(context, ProblemTable.ChallengeUnavailable);
            return;
        }
        if (budgets.WrongScansExhausted(challenge, scan.SignKeyId))
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.RateLimited);
            return;
        }
        if (await desk.AskAsync(context, scan.SignKeyId, signed, PhoneSigner.Device, body => grains.GetGrain<IChallengeGrain>(challenge.ToString()).Scan(body, arrival), PayerOf) is not { } outcome)
            return;
        if (outcome.Refusal is WrongCertificate)
            budgets.ChargeWrongScan(challenge, scan.SignKeyId);
        meter.Scanned(outcome);
        await Answer.OutcomeAsync(context, outcome, StatusCodes.Status200OK, answer => new ScanBody(answer, time.GetUtcNow()));
    });

    private static Charge PayerOf(Outcome<ScanAnswer> outcome) => outcome.Refusal is { } refusal ? Payer.OfScan(refusal) : Charge.Device;
}

/// <summary>What a phone gets for a scan.</summary>
internal sealed record ScanBody(
    string Challenge, string Kind, string State, DateTimeOffset ServerTime, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, string PlatformName, string? Name,
    byte[]? Statement, byte[]? Nonce, PinBody? Pin)
{
    public ScanBody(ScanAnswer answer, DateTimeOffset now) : this(
        answer.ChallengeId, answer.Kind, answer.State, now, answer.OpensAt, answer.ClosesAt, answer.PlatformName, answer.Name, answer.Statement, answer.Nonce,
        answer.Pin is { } pin ? new PinBody(pin.Version, pin.TriesLeft, pin.FailedSinceLastUse, pin.LockedUntil) : null)
    {
    }
}

/// <summary>How the PIN stands.</summary>
internal sealed record PinBody(int Version, int TriesLeft, int FailedSinceLastUse, DateTimeOffset? LockedUntil);
