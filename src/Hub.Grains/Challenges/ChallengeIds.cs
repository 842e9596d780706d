using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;
using Hub.Grains.Durability;

namespace Hub.Grains.Challenges;

/// <summary>
/// Ids of challenges, made from what asks for them: the same request finds the same challenge, nothing is stored to find it, and without the hub's key nobody can tell an id
/// from an opening and a certificate.
/// </summary>
public sealed class ChallengeIds(IHubKeys keys)
{
    private readonly byte[] _key = keys.Derive("challenge-id");

    /// <summary>The one decrypt challenge of an opening and a certificate: one scan, one PIN, all lots.</summary>
    public ChallengeId Decrypt(OpeningId opening, KeyId signKeyId) => Of(ChallengeKind.Decrypt, opening.ToString(), signKeyId.ToString());

    /// <summary>The encrypt challenge that a platform asked for with this idempotency key.</summary>
    public ChallengeId Encrypt(PlatformId platform, OpeningId opening, string idempotencyKey) =>
        Of(ChallengeKind.Encrypt, platform.ToString(), opening.ToString(), idempotencyKey);

    private ChallengeId Of(params string[] parts) =>
        ChallengeId.Of(HMACSHA256.HashData(_key, LengthPrefixed.Join([.. parts.Select(Encoding.UTF8.GetBytes)])));
}
