using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>What was signed is sent until it is settled, and again when what settled it holds no more.</summary>
public sealed partial class HolderPhone
{
    /// <summary>Sends every kept response again, and clears right tries that nothing will answer. Needs no PIN; do so at each start and whenever the network is back.</summary>
    /// <returns>One answer for each response, the oldest first.</returns>
    public async Task<IReadOnlyList<PhoneAnswer<Acknowledged>>> ResendAsync(CancellationToken cancellation = default)
    {
        var answers = new List<PhoneAnswer<Acknowledged>>();
        foreach (var kept in _store.Memory?.Responses.Where(response => response.Outcome == KeptResponse.Kept) ?? [])
            answers.Add(await SendAsync(kept, cancellation));
        await ClearLeftTriesAsync(null, cancellation);
        return answers;
    }

    /// <summary>
    /// The hub acknowledged an answer to this very statement and shows it undecided: it was restored from an older backup. What it lost is to be sent again, and the old receipt
    /// is kept as proof of when it had it, whatever the hub will say of it now.
    /// </summary>
    private void KeepWhatTheHubLost(ScanAnswer answer, byte[] statement)
    {
        var digest = Sm3Digest.Of(statement).ToString();
        if (answer.State is "open" or "scanned")
            KeepAgain(answer.Challenge, kept => kept.Outcome == KeptResponse.Acknowledged && kept.Statement == digest,
                kept => kept.EarlierReceipt.Length == 0 ? kept with { EarlierReceipt = kept.Receipt } : kept);
    }

    /// <summary>An answer that came late lies in the window now that it was extended, or was admitted: sent again, it gets the receipt of an answer that counts.</summary>
    /// <param name="isApproved">The hub shows an answer that counts.</param>
    private void KeepWhatCountsNow(ChallengeId challenge, DateTimeOffset? opensAt, DateTimeOffset? closesAt, bool isApproved = false) =>
        KeepAgain(challenge, kept => kept.Outcome is KeptResponse.Late or FinalProblems.WindowClosed && (isApproved || (opensAt <= kept.Arrival && kept.Arrival < closesAt)));

    private void KeepAgain(ChallengeId challenge, Func<KeptResponse, bool> which, Func<KeptResponse, KeptResponse>? note = null)
    {
        if (_store.Memory!.Responses.Any(Is))
            _store.Change(memory => memory! with { Responses = [.. memory.Responses.Select(kept => Is(kept) ? (note?.Invoke(kept) ?? kept) with { Outcome = KeptResponse.Kept } : kept)] });

        bool Is(KeptResponse kept) => kept.Challenge == challenge.ToString() && which(kept);
    }
}
