using System.Text;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

/// <summary>The problem type of a refusal, for pages that are told why a phone was refused, and for the event log.</summary>
internal static class RefusalWord
{
    /// <summary>Before every type.</summary>
    public const string Prefix = "urn:hub:problem:";

    /// <summary>The protocol's section 9 names problems as the contracts name refusals: <c>WrongCertificate</c> is <c>wrong-certificate</c>.</summary>
    public static string Of(Refusal refusal) => Prefix + (refusal is IdempotencyKeyRefused ? "idempotency-key" : Dashed(refusal.GetType().Name));

    private static string Dashed(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterUpper(character) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(character));
        }
        return text.ToString();
    }
}
