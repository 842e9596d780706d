using Hub.Cryptography;
using Hub.Gateway.Bodies;
using Hub.Gateway.Limits;
using Hub.Gateway.Problems;
using Hub.Gateway.Wire;
using Hub.Grains.Contracts;
using Microsoft.AspNetCore.Http;

namespace Hub.Gateway.Phones;

/// <summary>What all phone calls share: body, budgets, answer. Budgets are looked at before the grain is asked, and charged when it is known who asked; what may take long is charged ahead.</summary>
internal sealed class PhoneDesk(BodyIntake bodies, CallBudgets budgets, PhoneVoucher voucher)
{
    /// <summary>Reads a Signed body; a bad one is the address's.</summary>
    public Task ReadSignedAsync(HttpContext context, Func<SignedRecord, DateTimeOffset, Task> use) =>
        bodies.ReadAsync(context, BodyLimit.Phone, body => SignedRecord.TryParse(body.Bytes, BodyLimit.Phone, out var signed, out var defect)
            ? use(signed, body.Arrival)
            : RefuseStrangerAsync(context, RefusalProblem.Where(ProblemTable.Malformed, defect)));

    /// <summary>Answers with a problem and charges the address.</summary>
    public Task RefuseStrangerAsync(HttpContext context, Problem problem)
    {
        // A shut-out stranger learns no more than that: not even what was wrong.
        if (budgets.StrangerExhausted(context))
            return ProblemAnswer.WriteAsync(context, ProblemTable.RateLimited);
        budgets.ChargeStranger(context);
        return ProblemAnswer.WriteAsync(context, problem);
    }

    /// <summary>Asks the grain within the budgets; null after a problem was answered.</summary>
    /// <param name="context">The request.</param>
    /// <param name="signKeyId">The key that the record names.</param>
    /// <param name="signed">The record.</param>
    /// <param name="signer">Which of its keys should have signed.</param>
    /// <param name="ask">Calls the grain.</param>
    /// <param name="chargeOf">Who pays, by what came of it.</param>
    /// <param name="ahead">The address pays before the grain is asked, and has it back if it turns out not to be the one who pays: else many could ask at once before the first has paid.</param>
    public async Task<Outcome<T>?> AskAsync<T>(
        HttpContext context, KeyId signKeyId, SignedRecord signed, PhoneSigner signer, Func<SignedBody, Task<Outcome<T>>> ask, Func<Outcome<T>, Charge> chargeOf, bool ahead = false) where T : class
    {
        var exhausted = budgets.DeviceExhausted(signKeyId);
        var charged = ahead && !exhausted ? budgets.TryChargeStranger(context) : null;
        if (exhausted || ((ahead ? charged is null : budgets.StrangerExhausted(context)) && !await voucher.VouchesAsync(signKeyId, signed, signer)))
        {
            await ProblemAnswer.WriteAsync(context, ProblemTable.RateLimited);
            return null;
        }
        var outcome = await ask(new SignedBody(signed.Record, signed.Signature));
        if (chargeOf(outcome) == Charge.Device)
        {
            budgets.ChargeDevice(signKeyId);
            if (charged is { } paid)
                budgets.GiveBackStranger(context, paid);
        }
        else if (!ahead)
        {
            budgets.ChargeStranger(context);
        }
        return outcome;
    }

    /// <summary>Asks the grain and answers.</summary>
    public async Task AskAndAnswerAsync<T, TBody>(
        HttpContext context, KeyId signKeyId, SignedRecord signed, PhoneSigner signer, Func<SignedBody, Task<Outcome<T>>> ask, Func<Refusal, Charge> chargeOf, Func<T, TBody>? body,
        bool ahead = false)
        where T : class where TBody : class
    {
        if (await AskAsync(context, signKeyId, signed, signer, ask, it => it.Refusal is { } refused ? chargeOf(refused) : Charge.Device, ahead) is not { } outcome)
            return;
        if (body is not null)
            await Answer.OutcomeAsync(context, outcome, StatusCodes.Status200OK, body);
        else if (outcome.Refusal is { } refusal)
            await ProblemAnswer.WriteAsync(context, refusal);
        else
            context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
