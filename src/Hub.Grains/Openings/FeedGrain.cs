using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Receipts;
using Orleans.Concurrency;

namespace Hub.Grains.Openings;

/// <summary>
/// Reads the results feed (结果流) of an opening for its platform. An entry is stored with its receipt's leaf, because the receipt is only made by the commit; here the receipt takes
/// its place.
/// </summary>
[StatelessWorker]
internal sealed class FeedGrain(IFeedReader feed, IReceiptReader receipts) : Grain, IFeedGrain
{
    /// <summary>The most entries of one answer (protocol section 7.1).</summary>
    internal const int MaxResults = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Nothing is ever stored of it, so that it may always leave.
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        EmptyActivations.Watch(this, () => true);
        return Task.CompletedTask;
    }

    public async Task<Outcome<FeedAnswer>> Read(string platformId, long after)
    {
        var id = this.GetPrimaryKeyString();
        // Terms, not Read: they are answered also while a registration is under way.
        if (!(await GrainFactory.GetGrain<IOpeningGrain>(id).Terms()).Try(out var terms, out var refusal))
            return refusal;
        if (terms.PlatformId != platformId)
            return new NotFound();
        using var limit = new CancellationTokenSource(Patience);
        var page = await feed.ReadAsync(id, after, MaxResults, limit.Token);
        var entries = page.Entries.Select(entry => (entry.Number, Payload: Parse(entry.Payload))).ToList();
        var found = await receipts.FindAllAsync([.. entries.Select(entry => MerkleTree.LeafHash(entry.Payload.ReceiptLeaf))], limit.Token);
        var items = entries.Zip(found, (entry, receipt) => new FeedItem(
            entry.Number, entry.Payload.ToWire(ReceiptWire.Of(receipt ?? throw new InvalidOperationException("A stored feed entry has no receipt."))))).ToList();
        return new FeedAnswer(page.Epoch, items.Count > 0 ? items[^1].N : after, items);
    }

    private static FeedPayload Parse(byte[] stored) => FeedPayload.TryParse(stored, out var payload, out var defect)
        ? payload
        : throw new InvalidOperationException("A stored feed entry cannot be read: " + defect);
}
