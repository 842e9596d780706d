using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>What a scan showed: who asks, what for and until when. Nothing is decided and no PIN was asked.</summary>
public sealed record ScannedChallenge
{
    /// <summary>Its id.</summary>
    public required ChallengeId Challenge { get; init; }

    /// <summary>A word of <see cref="ChallengeKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>open</c>, <c>scanned</c>, <c>approved</c> …</summary>
    public required string State { get; init; }

    /// <summary>The hub's clock at the answer: count down from this, not from the phone's.</summary>
    public required DateTimeOffset ServerTime { get; init; }

    /// <summary>Start of the window (解密时限), included; null while it is not known.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>Its end, excluded.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>The platform's name: by the statement that will be signed; before there is one, as the hub has it.</summary>
    public required string PlatformName { get; init; }

    /// <summary>Project and section as the hub has them; the descriptor's own, once it was checked, is in <see cref="Asked"/>.</summary>
    public string? Name { get; init; }

    /// <summary>What is asked, from typed fields that this phone has checked; null before the start of a decrypt.</summary>
    public Asked? Asked { get; init; }

    /// <summary>How the PIN stands; null before the start of a decrypt.</summary>
    public PinStanding? Pin { get; init; }

    /// <summary>Whether it can be unlocked and answered now.</summary>
    public bool IsReady => Asked is not null && Pin is not null;

    internal byte[] Statement { get; init; } = [];

    internal byte[] Nonce { get; init; } = [];
}

/// <summary>How the PIN stands at the hub.</summary>
/// <param name="TriesLeft">Until the hub erases its share.</param>
/// <param name="FailedSinceLastUse">To be shown: 自上次使用以来失败 n 次.</param>
public sealed record PinStanding(int Version, int TriesLeft, int FailedSinceLastUse, DateTimeOffset? LockedUntil);

/// <summary>What the holder is asked for, to be shown before the PIN is typed.</summary>
public abstract record Asked(PlatformId Platform, OpeningId Opening)
{
    /// <summary>The platform's name, by the statement that will be signed.</summary>
    public string PlatformName { get; init; } = "";

    /// <summary>加密: bind files to this certificate, take others back.</summary>
    public sealed record Encrypt(PlatformId Platform, OpeningId Opening, DateTimeOffset Expires, IReadOnlyList<AskedFile> Files, IReadOnlyList<EnvelopeId> Withdraws) : Asked(Platform, Opening)
    {
        internal EncryptStatement? Statement { get; init; }
    }

    /// <summary>解密: open one's own files at an opening.</summary>
    /// <param name="Name">Project and section by the platform's signed descriptor; empty if the descriptor cannot be trusted.</param>
    /// <param name="Lots">By the descriptor.</param>
    public sealed record Decrypt(PlatformId Platform, OpeningId Opening, string Name, IReadOnlyList<OpeningLot> Lots, IReadOnlyList<AskedFile> Files) : Asked(Platform, Opening)
    {
        internal DecryptStatement? Statement { get; init; }
    }
}

/// <summary>One file of what is asked.</summary>
/// <param name="FileName">By its header; empty if that does not parse.</param>
/// <param name="Length">Bytes of the ciphertext.</param>
/// <param name="Error">decrypt: the check that failed, a word of <see cref="EnvelopeError"/>; this file will not be opened.</param>
public sealed record AskedFile(EnvelopeId Envelope, string Lot, string FileName, long Length, string? Error)
{
    /// <summary>
    /// decrypt: this phone has signed an order to take it back (撤回), and yet it is among the frozen bids. It is opened all the same: an order that came too late leaves the bid standing,
    /// and only the holder knows. Show it, so that whoever did withdraw can refuse.
    /// </summary>
    public bool TakenBack { get; init; }
}
