using Hub.Cryptography;

namespace Hub.Grains.Authorities;

/// <summary>Reads lists that anybody may bring, away from the grains' turns: while one is read, everything else is answered.</summary>
internal interface ICrlReader
{
    /// <summary>Says whether it is a newer list of this chain, and reads it. Cheap looks come first; entries are walked only of a list whose signature is good.</summary>
    /// <param name="crl">As it came; kept if it is good, so the caller must not change it.</param>
    /// <param name="chain">The authority's certificates.</param>
    /// <param name="inForce">The lists that are in force.</param>
    Task<CrlVerdict> ReadAsync(byte[] crl, IReadOnlyList<Sm2Certificate> chain, IReadOnlyList<Crl> inForce);
}

/// <summary>What a list is.</summary>
internal abstract record CrlVerdict
{
    private CrlVerdict()
    {
    }

    /// <summary>Newer than what is in force, and signed.</summary>
    public sealed record Newer(Crl List) : CrlVerdict;

    /// <summary>Not a list to be taken; which part is wrong.</summary>
    public sealed record Refused(string Where) : CrlVerdict;
}
