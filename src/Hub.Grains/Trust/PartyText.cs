using Hub.Grains.Contracts;

namespace Hub.Grains.Trust;

/// <summary>What an operator may call a party.</summary>
internal static class PartyText
{
    /// <summary>The longest name in UTF-16 code units.</summary>
    public const int MaxName = 100;

    /// <summary>Null if it is a name of 1 … 100 characters without control characters.</summary>
    public static Refusal? RefuseName(string name) =>
        name.Length is >= 1 and <= MaxName && !name.Any(char.IsControl) ? null : new Malformed($"name is not text of 1 to {MaxName} characters");
}
