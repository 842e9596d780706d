namespace Hub.Grains.Durability;

/// <summary>
/// What must be committed in the same transaction as one grain state write: both are stored, or neither. A closed set, since each kind is
/// one prepared statement of the store. Ids that could tell who takes part in which opening are stored only as blind indexes, payloads only sealed (D10).
/// </summary>
public abstract record Companion
{
    private protected Companion()
    {
    }
}

/// <summary>An entry of the platform's results feed (结果流). Its number is given inside the transaction: gapless in the opening, from 1.</summary>
/// <param name="OpeningId">The opening (开标).</param>
/// <param name="ChallengeId">The challenge (扫码会话) that the entry is of.</param>
/// <param name="Payload">What the platform reads, byte for byte.</param>
public sealed record FeedEntry(string OpeningId, string ChallengeId, byte[] Payload) : Companion;

/// <summary>Registers an envelope (加密投标文件). A second one of the same id in the opening refuses the whole write with <see cref="CompanionConflictException"/>.</summary>
/// <param name="OpeningId">The opening.</param>
/// <param name="EnvelopeId">The envelope, unique in the opening.</param>
/// <param name="ChallengeId">The decrypt challenge that will open it.</param>
/// <param name="Payload">What the opening needs of it, as the domain encodes it.</param>
public sealed record EnvelopeRow(string OpeningId, string EnvelopeId, string ChallengeId, byte[] Payload) : Companion;

/// <summary>Takes an envelope out before the freeze. Of one that is not there it changes nothing, so that a repeated withdrawal is harmless.</summary>
/// <param name="OpeningId">The opening.</param>
/// <param name="EnvelopeId">The envelope.</param>
public sealed record EnvelopeWithdrawal(string OpeningId, string EnvelopeId) : Companion;

/// <summary>What the opening's board says of one challenge. Replaces what it said before.</summary>
/// <param name="OpeningId">The opening.</param>
/// <param name="ChallengeId">The challenge, unique in the opening.</param>
/// <param name="Payload">The tile, as the domain encodes it.</param>
public sealed record BoardRow(string OpeningId, string ChallengeId, byte[] Payload) : Companion;

/// <summary>How a certificate (证书) is found by what others know of it. Replaces the row of the same <paramref name="KeyId"/>; stored in clear, since certificates are public.</summary>
/// <param name="KeyId">The signing key's id.</param>
/// <param name="EncKeyId">The encryption key's id.</param>
/// <param name="Issuer">The issuer's name, as the domain spells it.</param>
/// <param name="SerialHex">The serial number in hex.</param>
/// <param name="EnterpriseId">The enterprise whose certificate it is.</param>
/// <param name="Status">The status, as the domain spells it.</param>
/// <param name="NotAfter">The last moment of validity; kept to the millisecond.</param>
public sealed record CertificateRow(
    string KeyId, string EncKeyId, string Issuer, string SerialHex, string EnterpriseId, string Status, DateTimeOffset NotAfter) : Companion
{
    /// <summary>The serial number of the encryption certificate: a CA may name either of the pair. Empty if there is none.</summary>
    public string EncSerialHex { get; init; } = "";

    /// <summary>The CA that issued it; empty in rows of before it was kept.</summary>
    public string AuthorityId { get; init; } = "";

    /// <summary>
    /// The phone's key, given once: with the enrolment. A second certificate of the same phone refuses the whole write with <see cref="CompanionConflictException"/>; later rows of
    /// the certificate leave it empty and change nothing of it.
    /// </summary>
    public string DeviceKeyId { get; init; } = "";
}

/// <summary>Asks for a receipt (回执): the leaf goes into the Merkle tree of the commit batch that the write is stored in.</summary>
/// <param name="Leaf">What the hub shall not be able to deny, byte for byte.</param>
public sealed record ReceiptRequest(byte[] Leaf) : Companion;

/// <summary>An operator's action (操作记录), kept for ever and in clear: it names no bidder.</summary>
/// <param name="At">When; kept to the millisecond.</param>
/// <param name="Actor">Who, as the admin program says.</param>
/// <param name="Action">What was done; a constant of the program, such as <c>platform.put</c>.</param>
/// <param name="Subject">The id of what it was done to.</param>
/// <param name="Detail">What changed; never a secret.</param>
public sealed record AdminActionRow(DateTimeOffset At, string Actor, string Action, string Subject, string Detail) : Companion;
