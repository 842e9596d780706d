using System.Globalization;
using System.Text;
using Hub.Grains.Contracts;

namespace Hub.Grains.Challenges;

/// <summary>Who asks, after the device signature was looked at. A closed set.</summary>
internal abstract record ChallengeCaller
{
    private ChallengeCaller()
    {
    }

    /// <summary>The phone of the needed certificate.</summary>
    public sealed record Holder(CertificateIdentity Identity) : ChallengeCaller;

    /// <summary>The phone of the needed certificate, which may do nothing any more.</summary>
    public sealed record Barred(Refusal Refusal) : ChallengeCaller;

    /// <summary>The phone of another certificate.</summary>
    /// <param name="Needed">What it is told.</param>
    public sealed record Stranger(NeededCertificate Needed) : ChallengeCaller;

    /// <summary>Names a certificate that is not enrolled, or the signature is not by its phone; or nobody needs to know yet.</summary>
    public sealed record Unproven : ChallengeCaller;

    /// <summary>What a stranger may know of the needed certificate. The subject is the enterprise's name: the certificate's own name has the holder's in clear.</summary>
    public static NeededCertificate Describe(CertificateIdentity identity) =>
        new(identity.EnterpriseName, identity.Serial, identity.Medium, Mask(identity.Holder), identity.SignKeyId);

    /// <summary>First and last character, one asterisk for what is between: 张*三. Two characters: 张*.</summary>
    public static string Mask(string holder)
    {
        var characters = StringInfo.ParseCombiningCharacters(holder);
        return characters.Length switch
        {
            0 => "*",
            1 => "*",
            2 => string.Concat(holder.AsSpan(0, characters[1]), "*"),
            _ => new StringBuilder().Append(holder, 0, characters[1]).Append('*').Append(holder, characters[^1], holder.Length - characters[^1]).ToString(),
        };
    }
}
