using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hub.Cryptography;

/// <summary>The spelling shared by ids that are a prefix and 128 random bits: <c>ch-0123…</c>, lower-case hex.</summary>
internal static class RandomId
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    private const int HexLength = 32;

    public static string New(string prefix) => prefix + RandomNumberGenerator.GetHexString(HexLength, lowercase: true);

    public static string Of(string prefix, ReadOnlySpan<byte> bits) => prefix + Convert.ToHexStringLower(bits[..(HexLength / 2)]);

    public static bool IsWellFormed(string prefix, [NotNullWhen(true)] string? text) =>
        text is not null && text.Length == prefix.Length + HexLength && text.StartsWith(prefix, StringComparison.Ordinal)
        && !text.AsSpan(prefix.Length).ContainsAnyExcept(Hex);
}

/// <summary>The spelling shared by ids that an operator chooses: a prefix and 2…32 of <c>[a-z0-9]</c>.</summary>
internal static class ChosenId
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    public static bool IsWellFormed(string prefix, [NotNullWhen(true)] string? text) =>
        text is not null && text.Length - prefix.Length is >= 2 and <= 32 && text.StartsWith(prefix, StringComparison.Ordinal)
        && !text.AsSpan(prefix.Length).ContainsAnyExcept(Allowed);
}

/// <summary>A hub: <c>hub-</c> and 32 hex digits, made at its first start, never an address.</summary>
public readonly record struct HubId
{
    private const string Prefix = "hub-";
    private readonly string? _text;
    private HubId(string text) => _text = text;

    /// <summary>A fresh id.</summary>
    public static HubId New() => new(RandomId.New(Prefix));

    /// <summary>Reads the one spelling of an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out HubId id)
    {
        var good = RandomId.IsWellFormed(Prefix, text);
        id = good ? new HubId(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}

/// <summary>One life of a hub's database: 16 hex digits, others after every restore from a backup. Numbers that a hub gives are its own within one.</summary>
public readonly record struct HubEpoch
{
    private const int Length = 16;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private readonly string? _text;
    private HubEpoch(string text) => _text = text;

    /// <summary>Reads the one spelling.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out HubEpoch epoch)
    {
        var good = text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Hex);
        epoch = good ? new HubEpoch(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}

/// <summary>An opening (开标): <c>op-</c> and 32 hex digits, chosen at random by its platform.</summary>
public readonly record struct OpeningId
{
    private const string Prefix = "op-";
    private readonly string? _text;
    private OpeningId(string text) => _text = text;

    /// <summary>A fresh id.</summary>
    public static OpeningId New() => new(RandomId.New(Prefix));

    /// <summary>Reads the one spelling of an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OpeningId id)
    {
        var good = RandomId.IsWellFormed(Prefix, text);
        id = good ? new OpeningId(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}

/// <summary>An envelope (加密投标文件): <c>ev-</c> and 32 hex digits, chosen at random by the bidder's program.</summary>
public readonly record struct EnvelopeId : IComparable<EnvelopeId>
{
    private const string Prefix = "ev-";
    private readonly string? _text;
    private EnvelopeId(string text) => _text = text;

    /// <summary>A fresh id.</summary>
    public static EnvelopeId New() => new(RandomId.New(Prefix));

    /// <summary>Reads the one spelling of an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EnvelopeId id)
    {
        var good = RandomId.IsWellFormed(Prefix, text);
        id = good ? new EnvelopeId(text!) : default;
        return good;
    }

    /// <summary>ASCII order: the order of the leaves of a freeze.</summary>
    public int CompareTo(EnvelopeId other) => string.CompareOrdinal(_text, other._text);

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}

/// <summary>A challenge (扫码会话): <c>ch-</c> and 32 hex digits.</summary>
public readonly record struct ChallengeId
{
    private const string Prefix = "ch-";
    private readonly string? _text;
    private ChallengeId(string text) => _text = text;

    /// <summary>A fresh id.</summary>
    public static ChallengeId New() => new(RandomId.New(Prefix));

    /// <summary>The id whose 128 bits are the first of <paramref name="bits"/>: for a challenge that must be found again from what asked for it.</summary>
    public static ChallengeId Of(ReadOnlySpan<byte> bits) => new(RandomId.Of(Prefix, bits));

    /// <summary>Reads the one spelling of an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ChallengeId id)
    {
        var good = RandomId.IsWellFormed(Prefix, text);
        id = good ? new ChallengeId(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}

/// <summary>A trading platform (交易平台): <c>pl-</c> and 2…32 of <c>[a-z0-9]</c>, chosen by the operator.</summary>
public readonly record struct PlatformId
{
    private const string Prefix = "pl-";
    private readonly string? _text;
    private PlatformId(string text) => _text = text;

    /// <summary>Reads the one spelling of an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PlatformId id)
    {
        var good = ChosenId.IsWellFormed(Prefix, text);
        id = good ? new PlatformId(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}

/// <summary>A certificate authority (CA 证书机构): <c>ca-</c> and 2…32 of <c>[a-z0-9]</c>, chosen by the operator.</summary>
public readonly record struct AuthorityId
{
    private const string Prefix = "ca-";
    private readonly string? _text;
    private AuthorityId(string text) => _text = text;

    /// <summary>Reads the one spelling of an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AuthorityId id)
    {
        var good = ChosenId.IsWellFormed(Prefix, text);
        id = good ? new AuthorityId(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}

/// <summary>A lot (标段): 1…32 of <c>[A-Za-z0-9_-]</c>, chosen by the platform.</summary>
public readonly record struct LotId
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private readonly string? _text;
    private LotId(string text) => _text = text;

    /// <summary>Reads the one spelling of an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LotId id)
    {
        var good = text is { Length: >= 1 and <= 32 }
            && !text.AsSpan().ContainsAnyExcept(Allowed);
        id = good ? new LotId(text!) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}
