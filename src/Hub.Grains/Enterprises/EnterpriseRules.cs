namespace Hub.Grains.Enterprises;

/// <summary>What an enterprise takes.</summary>
internal static class EnterpriseRules
{
    /// <summary>The most certificates of one enterprise.</summary>
    public const int MaxCertificates = 1000;

    /// <summary>The state with the certificate in it: the same one if it is there already, null if there is no room.</summary>
    public static EnterpriseState? Join(EnterpriseState state, string name, string signKeyId)
    {
        if (state.SignKeyIds.Contains(signKeyId))
            return state.Name == name ? state : state with { Name = name };
        return state.SignKeyIds.Count >= MaxCertificates ? null : state with { Name = name, SignKeyIds = [.. state.SignKeyIds, signKeyId] };
    }
}
