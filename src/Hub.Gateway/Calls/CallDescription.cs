namespace Hub.Gateway.Calls;

/// <summary>What a call takes beside its path and body, for the description of the interface; every call reads its own request strictly.</summary>
internal sealed record CallDescription(string Summary)
{
    /// <summary>The credential that is needed.</summary>
    public CallCredential Credential { get; init; }

    /// <summary>Whether the Idempotency-Key header must be there; null where it is accepted and not needed.</summary>
    public bool? KeyRequired { get; init; }

    /// <summary>Query parameters, integers all.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];
}

/// <summary>Who may call.</summary>
internal enum CallCredential
{
    /// <summary>Anybody; or what is posted proves itself by its signature.</summary>
    None,

    /// <summary>A platform.</summary>
    Platform,
}
