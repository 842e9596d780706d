namespace Hub.Grains.Enterprises;

/// <summary>An enterprise (企业) as it is stored.</summary>
internal sealed record EnterpriseState
{
    /// <summary>The name in its newest certificate.</summary>
    public string Name { get; init; } = "";

    /// <summary>None of its certificates may do anything.</summary>
    public bool Suspended { get; init; }

    /// <summary>Its certificates, in the order in which they came.</summary>
    public IReadOnlyList<string> SignKeyIds { get; init; } = [];
}
