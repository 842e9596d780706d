namespace Hub.Grains.Durability;

/// <summary>Reads the platform's results feed.</summary>
public interface IFeedReader
{
    /// <summary>The most entries one call gives.</summary>
    public const int MaxEntries = 500;

    /// <summary>The entries after number <paramref name="after"/>, in order, only what is committed.</summary>
    /// <param name="openingId">The opening; of one that nobody knows the page is empty.</param>
    /// <param name="after">0 for the first page.</param>
    /// <param name="max">1 … <see cref="MaxEntries"/>; more is cut to that.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    Task<FeedPage> ReadAsync(string openingId, long after, int max, CancellationToken cancellation = default);
}

/// <summary>A page of the feed.</summary>
/// <param name="Epoch">The feed's epoch, 16 hex digits: another one than before means the hub was restored from a backup, and numbers may have been given anew.</param>
/// <param name="Entries">In the order of their numbers, without a gap.</param>
public sealed record FeedPage(string Epoch, IReadOnlyList<NumberedEntry> Entries);

/// <summary>One entry as read.</summary>
/// <param name="Number">From 1, gapless in the opening.</param>
/// <param name="ChallengeId">The challenge it is of.</param>
/// <param name="Payload">As written.</param>
public sealed record NumberedEntry(long Number, string ChallengeId, byte[] Payload);

/// <summary>Reads the envelopes of an opening. Only for its platform and the opening itself before the start (D10).</summary>
public interface IEnvelopeReader
{
    /// <summary>All envelopes that are not withdrawn, sorted by envelope id (ordinal).</summary>
    Task<IReadOnlyList<EnvelopeRow>> ForOpeningAsync(string openingId, CancellationToken cancellation = default);
}

/// <summary>Reads an opening's board.</summary>
public interface IBoardReader
{
    /// <summary>All rows, sorted by challenge id (ordinal).</summary>
    Task<IReadOnlyList<BoardRow>> ForOpeningAsync(string openingId, CancellationToken cancellation = default);
}

/// <summary>Finds certificates by what others know of them.</summary>
public interface ICertificateFinder
{
    /// <summary>The most certificates one call of <see cref="OfAuthorityAsync"/> gives.</summary>
    public const int MaxCertificates = 1000;

    /// <summary>
    /// The certificates of one CA after <paramref name="afterKeyId"/> (empty: from the first), in the order of their KeyIds. Those whose row does not say whose they are, are among
    /// them: the certificate itself knows.
    /// </summary>
    Task<IReadOnlyList<CertificateRow>> OfAuthorityAsync(string authorityId, string afterKeyId, CancellationToken cancellation = default);

    /// <summary>Whether a certificate of this phone is stored.</summary>
    Task<bool> HasDeviceAsync(string deviceKeyId, CancellationToken cancellation = default);

    /// <summary>The certificate whose encryption key has this id; null if none.</summary>
    Task<CertificateRow?> ByEncKeyIdAsync(string encKeyId, CancellationToken cancellation = default);
}

/// <summary>Reads operators' actions.</summary>
public interface IAdminActionReader
{
    /// <summary>The most actions one call gives.</summary>
    public const int MaxActions = 1000;

    /// <summary>The actions after position <paramref name="after"/> (0: from the start), in the order they were stored.</summary>
    Task<IReadOnlyList<StoredAdminAction>> ListAsync(long after, int max, CancellationToken cancellation = default);
}

/// <summary>An operator's action as read.</summary>
/// <param name="Position">Where to go on from.</param>
/// <param name="Action">The action.</param>
public sealed record StoredAdminAction(long Position, AdminActionRow Action);
