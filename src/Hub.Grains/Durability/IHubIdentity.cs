namespace Hub.Grains.Durability;

/// <summary>Who this hub is, and which life of its database this is.</summary>
public interface IHubIdentity
{
    /// <summary><c>hub-</c> and 32 hex digits, random, made at the first start; never an address. A restored hub keeps it.</summary>
    string HubId { get; }

    /// <summary>16 hex digits: another one after every restore from a backup.</summary>
    string Epoch { get; }

    /// <summary>How often the database was restored from a backup.</summary>
    int RestoreCount { get; }

    /// <summary>When it was last restored; null if never.</summary>
    DateTimeOffset? RestoredAt { get; }
}
