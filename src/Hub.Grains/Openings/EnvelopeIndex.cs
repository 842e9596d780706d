using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;
using Hub.Grains.Challenges;
using Hub.Grains.Durability;

namespace Hub.Grains.Openings;

/// <summary>What an opening knows of its envelopes: rebuilt from the rows that the challenges have written, never stored itself.</summary>
internal sealed class EnvelopeIndex
{
    private readonly Dictionary<EnvelopeId, IndexedEnvelope> _envelopes = [];
    private readonly HashSet<(EnvelopeId, ChallengeId)> _gone = [];

    internal int Count => _envelopes.Count;

    /// <summary>Reads the rows.</summary>
    /// <exception cref="InvalidOperationException">A row is damaged.</exception>
    internal static EnvelopeIndex Of(IEnumerable<EnvelopeRow> rows)
    {
        var index = new EnvelopeIndex();
        foreach (var row in rows)
        {
            if (!EnvelopeId.TryParse(row.EnvelopeId, out var envelope) || !ChallengeId.TryParse(row.ChallengeId, out var challenge)
                || !EnvelopePayload.TryParse(row.Payload, out var payload))
                throw new InvalidOperationException("A stored envelope cannot be read.");
            index.Add(envelope, new IndexedEnvelope(challenge, payload.SignKeyId, payload.LeafHash));
        }
        return index;
    }

    /// <summary>An envelope is registered; one that has left its challenge does not come back to it.</summary>
    internal void Add(EnvelopeId envelope, IndexedEnvelope entry)
    {
        if (!_gone.Contains((envelope, entry.Challenge)))
            _envelopes[envelope] = entry;
    }

    /// <summary>An envelope leaves its challenge. One that another challenge holds by now stays: an id may be used again once it was taken back.</summary>
    internal void Remove(EnvelopeId envelope, ChallengeId challenge)
    {
        if (Contains(envelope, challenge) && _envelopes.Remove(envelope))
            _gone.Add((envelope, challenge));
    }

    internal bool Contains(EnvelopeId envelope, ChallengeId challenge) => _envelopes.TryGetValue(envelope, out var entry) && entry.Challenge == challenge;

    internal bool TryFind(EnvelopeId envelope, [NotNullWhen(true)] out IndexedEnvelope? entry) => _envelopes.TryGetValue(envelope, out entry);

    /// <summary>Whether this challenge opens one of them.</summary>
    internal bool HasChallenge(ChallengeId challenge) => _envelopes.Values.Any(entry => entry.Challenge == challenge);

    /// <summary>The set as a freeze takes it.</summary>
    internal FrozenSet Freeze() => FrozenSet.Of(_envelopes.Select(entry => (entry.Key, entry.Value.LeafHash)));
}

/// <summary>One registered envelope.</summary>
/// <param name="Challenge">The decrypt challenge that opens it.</param>
/// <param name="SignKeyId">The certificate that answers for it.</param>
/// <param name="LeafHash">Of its leaf in the freeze.</param>
internal sealed record IndexedEnvelope(ChallengeId Challenge, KeyId SignKeyId, Sm3Digest LeafHash);
