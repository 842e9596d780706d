using System.Text.Json.Serialization;
using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Grains.Openings;

/// <summary>What is kept of an opening (开标). Written on the platform's actions only: envelopes and answers lie with their challenges.</summary>
internal sealed record OpeningState
{
    /// <summary>The platform whose opening it is; empty before the first descriptor.</summary>
    public string PlatformId { get; init; } = "";

    /// <summary>Every generation taken, oldest first; the last is in force.</summary>
    public IReadOnlyList<KeptDescriptor> Descriptors { get; init; } = [];

    /// <summary>The frozen set; null before.</summary>
    public KeptFreeze? Freeze { get; init; }

    /// <summary>In the order of their numbers, from 1.</summary>
    public IReadOnlyList<KeptAmendment> Amendments { get; init; } = [];

    /// <summary>Start of the window, inclusive; null until it is certain.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>End of the window, exclusive; null with <see cref="OpensAt"/>.</summary>
    public DateTimeOffset? ClosesAt { get; init; }

    /// <summary>The host has closed the window: nothing extends it any more.</summary>
    public bool ClosedByHost { get; init; }

    /// <summary>The descriptor in force.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    [JsonIgnore]
    public KeptDescriptor Current => Descriptors.Count > 0 ? Descriptors[^1] : throw new InvalidOperationException("The opening is not described.");

    /// <summary>The window, once it is certain.</summary>
    [JsonIgnore]
    public OpeningWindow? Window => OpensAt is { } start && ClosesAt is { } end ? new OpeningWindow(start, end) : null;
}

/// <summary>A descriptor as it was taken.</summary>
internal sealed record KeptDescriptor
{
    private OpeningDescriptor? _parsed;
    private IReadOnlySet<KeyId>? _keyIds;
    private (IReadOnlyList<string> Lots, IReadOnlyList<string> KeyIds)? _names;

    /// <summary>Bytes of <see cref="OpeningDescriptor"/>.</summary>
    public byte[] Record { get; init; } = [];

    /// <summary>Over <see cref="Record"/>, by <see cref="Chain"/>'s first.</summary>
    public byte[] Signature { get; init; } = [];

    /// <summary>The platform's certificate then in force, and its issuers without the anchor, DER.</summary>
    public IReadOnlyList<byte[]> Chain { get; init; } = [];

    /// <summary>The successions that led to <see cref="Chain"/>'s first, oldest first: an envelope that names a predecessor stays valid.</summary>
    public IReadOnlyList<SignedBody> Successions { get; init; } = [];

    /// <summary>When it came.</summary>
    public DateTimeOffset Arrival { get; init; }

    /// <summary>What it says.</summary>
    [JsonIgnore]
    public OpeningDescriptor Terms => _parsed ??= OpeningDescriptor.TryParse(Record, out var parsed, out var defect)
        ? parsed
        : throw new InvalidOperationException("A kept descriptor does not parse: " + defect);

    /// <summary>The keys that an envelope's header may name: the signer's and those it succeeded.</summary>
    [JsonIgnore]
    public IReadOnlySet<KeyId> KeyIds => _keyIds ??= ReadKeyIds();

    /// <summary>Its lots and <see cref="KeyIds"/> as text: made once, since every phone's call asks for the terms.</summary>
    [JsonIgnore]
    public (IReadOnlyList<string> Lots, IReadOnlyList<string> KeyIds) Names =>
        _names ??= ([.. Terms.Lots.Select(lot => lot.Lot.ToString())], [.. KeyIds.Select(keyId => keyId.ToString())]);

    private HashSet<KeyId> ReadKeyIds()
    {
        var keyIds = new HashSet<KeyId>();
        if (Chain.Count > 0 && Sm2Certificate.TryParse(Chain[0], out var signer))
            keyIds.Add(signer.KeyId);
        foreach (var signed in Successions)
        {
            if (Succession.TryParse(signed.Record, out var succession, out _))
                keyIds.Add(succession.OldKeyId);
        }
        return keyIds;
    }
}

/// <summary>The freeze as it was taken, with everything that all decrypt statements take from that moment, so that their bytes never change.</summary>
internal sealed record KeptFreeze
{
    /// <summary>Bytes of <see cref="OpeningFreeze"/>.</summary>
    public byte[] Record { get; init; } = [];

    /// <summary>By the key that signed the descriptor.</summary>
    public byte[] Signature { get; init; } = [];

    /// <summary>Number of envelopes.</summary>
    public int Size { get; init; }

    /// <summary>The root, hex.</summary>
    public string Root { get; init; } = "";

    /// <summary>For each certificate of the descriptor's chain the CRL of its issuer, DER.</summary>
    public IReadOnlyList<byte[]> Crls { get; init; } = [];

    /// <summary>The platform's name.</summary>
    public string PlatformName { get; init; } = "";

    /// <summary>Bytes of the receipt's leaf.</summary>
    public byte[] Leaf { get; init; } = [];

    /// <summary>When it came.</summary>
    public DateTimeOffset Arrival { get; init; }

    /// <summary>The window as its answer told it, for the same answer to the same freeze.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <inheritdoc cref="OpensAt"/>
    public DateTimeOffset? ClosesAt { get; init; }
}

/// <summary>An amendment as it was taken.</summary>
internal sealed record KeptAmendment
{
    /// <summary>Bytes of <see cref="OpeningAmendment"/>.</summary>
    public byte[] Record { get; init; } = [];

    /// <summary>By the platform's certificate in force, or the one that signed the descriptor.</summary>
    public byte[] Signature { get; init; } = [];

    /// <summary>Bytes of the receipt's leaf.</summary>
    public byte[] Leaf { get; init; } = [];

    /// <summary>When it came: what its effect counts from.</summary>
    public DateTimeOffset Arrival { get; init; }

    /// <summary>The window after it.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <inheritdoc cref="OpensAt"/>
    public DateTimeOffset? ClosesAt { get; init; }
}
