namespace Hub.Grains.Contracts;

/// <summary>Reads an opening's results for a gateway, which may have no database. Stateless; key: the opening id.</summary>
[Alias("Hub.IFeedGrain")]
public interface IFeedGrain : IGrainWithStringKey
{
    /// <summary>Entries after a number, up to 200; NotFound for another platform's opening.</summary>
    [Alias("Read")] Task<Outcome<FeedAnswer>> Read(string platformId, long after);
}

/// <summary>Entries of the feed.</summary>
/// <param name="Last">The highest number given here, or <c>after</c> if none.</param>
[GenerateSerializer, Immutable, Alias("Hub.FeedAnswer")]
public sealed record FeedAnswer(string Epoch, long Last, IReadOnlyList<FeedItem> Results);

/// <summary>One entry.</summary>
/// <param name="Json">The entry's JSON object without <c>n</c>, UTF-8, as it was committed.</param>
[GenerateSerializer, Immutable, Alias("Hub.FeedItem")]
public sealed record FeedItem(long N, byte[] Json);
