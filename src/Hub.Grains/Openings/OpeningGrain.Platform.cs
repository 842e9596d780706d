using Hub.Cryptography;
using Hub.Grains.Authorities;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;
using Hub.Grains.Receipts;

namespace Hub.Grains.Openings;

/// <summary>The platform's records: descriptor and freeze, and what every such record is checked against.</summary>
internal sealed partial class OpeningGrain
{
    public async Task<Outcome<DescribedOpening>> Describe(string platformId, SignedBody descriptor, DateTimeOffset arrival)
    {
        arrival = WireTime.Cut(arrival);
        if (!(await CommandOf(platformId, descriptor)).Try(out var command, out var refusal))
            return refusal;
        var decision = OpeningRules.Describe(State, command, arrival);
        if (decision is OpeningDecision.Refused refused)
            return refused.Why;
        if (decision is OpeningDecision.Take take)
        {
            await _state.CommitAsync(take.Next);
            LogDescribed(Id, State.Current.Terms.Generation);
            PushTerms();
        }
        var generation = State.Descriptors.First(kept => kept.Record.AsSpan().SequenceEqual(descriptor.Record)).Terms.Generation;
        return new DescribedOpening(Id, generation, Sm3Digest.Of(descriptor.Record).ToString());
    }

    public async Task<Outcome<FrozenOpening>> Freeze(string platformId, SignedBody freeze, DateTimeOffset arrival)
    {
        arrival = WireTime.Cut(arrival);
        if (!IsOf(platformId))
            return new NotFound();
        if (!(await CommandOf(platformId, freeze)).Try(out var command, out var refusal))
            return refusal;
        var decision = OpeningRules.BeginFreeze(State, command, arrival);
        if (decision is OpeningDecision.Compare compare)
        {
            // A registration whose commit was given up may still wait in the writer's queue: this write goes behind it, so the rows read then are all there will be.
            await _state.CommitAsync(State);
            await ReadEnvelopes();
            await ReadBoard();
            var set = _index.Freeze();
            decision = OpeningRules.EndFreeze(State, command, compare, set, arrival);
            if (decision is OpeningDecision.Take take)
                return await Commit(take.Next, set);
        }
        return decision is OpeningDecision.Refused refused ? refused.Why : await FreezeAnswer(State.Freeze!);
    }

    private async Task<Outcome<FrozenOpening>> Commit(OpeningState next, FrozenSet set)
    {
        var committed = await _state.CommitAsync(next, new ReceiptRequest(next.Freeze!.Leaf));
        _frozen = set;
        _freezeReceipt = ReceiptWire.Encode(committed);
        LogFrozen(Id);
        PushTerms();
        return await FreezeAnswer(next.Freeze);
    }

    private async Task<Outcome<FrozenOpening>> FreezeAnswer(KeptFreeze freeze)
    {
        _freezeReceipt ??= await ReceiptWire.ReadAsync(_receipts, freeze.Leaf);
        return new FrozenOpening(_freezeReceipt, freeze.OpensAt, freeze.ClosesAt);
    }

    private async Task<Outcome<OpeningCommand>> CommandOf(string platformId, SignedBody body)
    {
        if (!PlatformId.TryParse(platformId, out var platform) || !OpeningId.TryParse(Id, out var opening))
            return new NotFound();
        if (!(await GrainFactory.GetGrain<IPlatformGrain>(platformId).Identify()).Try(out var identity, out var refusal))
            return refusal;
        var trust = await GrainFactory.GetGrain<ITrustGrain>(ITrustGrain.Key).Read();
        var chains = IsDescribed ? identity.Chain.Concat(State.Current.Chain) : identity.Chain;
        return new OpeningCommand(Hub, platform, opening, body, new PlatformTrust(
            identity.Name, identity.Chain, identity.Successions, trust.Roots, await CrlsFor([.. chains], trust.Authorities)));
    }

    /// <summary>The CRLs whose issuers issued one of these certificates.</summary>
    private async Task<IReadOnlyList<byte[]>> CrlsFor(IReadOnlyList<byte[]> certificates, IReadOnlyList<string> authorities)
    {
        var issuers = certificates.Select(der => Sm2Certificate.TryParse(der, out var certificate) ? certificate.Issuer : null).OfType<DistinguishedName>().ToList();
        var crls = new List<byte[]>();
        foreach (var id in authorities)
        {
            if ((await GrainFactory.GetGrain<IAuthorityGrain>(id).Identify()).Try(out var authority, out _))
                crls.AddRange(authority.Crls.Where(der => KnownLists.TryGetOrParse(der, out var list) && issuers.Any(list.Issuer.Equals)));
        }
        return crls;
    }
}
