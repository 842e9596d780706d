using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>Decrypt statements: good ones, and one or more for every word of section 4.3.</summary>
internal static class DecryptVectors
{
    private static readonly VectorOpening Good = new();

    private static VectorBid Bid => VectorBid.First;

    public static JsonObject Make() => new()
    {
        ["about"] = "Section 4.3, for the phone with keys 'sign' and 'encryption', the anchors given, its own clock at 'phoneTime'. Each envelope of a statement comes to 'contentKey', sealed to the key 'opening', or to 'error'; or the whole statement is 'refused'.",
        ["anchors"] = VectorFile.Base64(Anchors()),
        ["enterprise"] = VectorNames.Bidder.ToString(),
        ["signKey"] = "sign",
        ["encryptionKey"] = "encryption",
        ["openingKey"] = "opening",
        ["challenge"] = VectorNames.DecryptChallenge.ToString(),
        ["phoneTime"] = WireTime.Format(VectorNames.PhoneTime),
        ["answer"] = Answer(),
        ["cases"] = VectorFile.List([.. Whole(), .. Descriptors(), .. Freezes(), .. Starts(), .. Envelopes(), .. Refused()]),
    };

    public static byte[] Anchors() => new Anchors(VectorNames.Hub, [VectorKeys.Hub.PublicKey.Spki.ToArray()], [VectorCertificates.Of("root")]).Encode();

    // The whole answer to the statement of the first case.
    private static JsonObject Answer()
    {
        var statement = (Good with { Bids = [VectorBid.First, VectorBid.Second] }).Make();
        var results = statement.Envelopes.Select(item => Result(item.Envelope.Header)).ToList();
        var response = new ResponseRecord(VectorNames.Hub, VectorNames.Platform, ChallengeKind.Decrypt, VectorNames.DecryptChallenge, Sm3Digest.Of(statement.Encode()), VectorKeys.Sign.PublicKey.KeyId,
            VectorKeys.Encryption.PublicKey.KeyId, VectorRandom.Bytes("nonce of the answer", 32), PinTryId.Of(VectorRandom.Bytes("blinded of the answer", 33)), results, VectorNames.PhoneTime).Encode();
        return new JsonObject
        {
            ["case"] = "good: two lots",
            ["response"] = VectorFile.Base64(response),
            ["signature"] = VectorFile.Base64(VectorKeys.SignAs(VectorKeys.Sign, response)),
        };
    }

    private static EnvelopeResult Result(byte[] header)
    {
        var bid = header.AsSpan().SequenceEqual(VectorBid.First.HeaderBytes) ? VectorBid.First : VectorBid.Second;
        return new EnvelopeResult(bid.Header.Envelope, VectorKeys.SealTo(VectorKeys.Opening.PublicKey, BidContext.Join(bid.ContentKey, bid.Context)), null);
    }

    private static IEnumerable<JsonNode> Whole()
    {
        yield return Opens("good: two lots", Good with { Bids = [VectorBid.First, VectorBid.Second] });
        yield return Opens("good: the platform's key has a successor", Succeeded([VectorOpening.Succession(VectorKeys.Platform, VectorKeys.Platform, "successor")]));
        yield return Opens("good: a succession to the key that the header names came before", Good with { Successions = [VectorOpening.Succession(VectorKeys.Successor, VectorKeys.Successor, "platform")] });
        yield return Opens("good: it starts two minutes after the phone's clock", StartingAt(VectorNames.PhoneTime.AddMinutes(2)));
        yield return Opens("good: postponed after the file was encrypted", StartingAt(VectorNames.EarliestStart.AddSeconds(1)));
        yield return Case("one bad envelope does not hinder the other",
            Good with { Bids = [VectorBid.First, VectorBid.Second], Show = (frozen, index) => index == 0 ? frozen with { Index = frozen.Index + 1 } : frozen }, EnvelopeError.Path, null);
    }

    private static IEnumerable<JsonNode> Descriptors()
    {
        yield return Fails(EnvelopeError.Descriptor, "signed by another certificate of the same authority", Good with { DescriptorKey = VectorKeys.OtherSign, Chain = ["other bidder signing", "authority"] });
        yield return Fails(EnvelopeError.Descriptor, "the signature is another key's than the certificate's", Good with { DescriptorKey = VectorKeys.Successor, FreezeKey = VectorKeys.Platform });
        yield return Fails(EnvelopeError.Descriptor, "the chain leads to a root that is not pinned", Good with { Chain = ["platform", "authority below other root"], Crls = ["authority list", "other root list"] });
        yield return Fails(EnvelopeError.Descriptor, "an issuer is missing from the chain", Good with { Chain = ["platform"], Crls = ["authority list"] });
        yield return Fails(EnvelopeError.Descriptor, "revoked before the freeze", Good with { Crls = ["authority list that revokes platform", "root list"] });
        yield return Fails(EnvelopeError.Descriptor, "a list is missing", Good with { Crls = ["root list"] });
        yield return Fails(EnvelopeError.Descriptor, "a list was out of date at the freeze", Good with { Crls = ["authority list that is stale", "root list"] });
        yield return Fails(EnvelopeError.Descriptor, "a successor without a succession", Succeeded([]));
        yield return Fails(EnvelopeError.Descriptor, "the succession is signed by the new key", Succeeded([VectorOpening.Succession(VectorKeys.Successor, VectorKeys.Platform, "successor")]));
        yield return Fails(EnvelopeError.Descriptor, "the succession names another old key", Succeeded([VectorOpening.Succession(VectorKeys.OtherSign, VectorKeys.OtherSign, "successor")]));
        yield return Fails(EnvelopeError.Key, "the opening key is not on the curve", Good with { DescriptorText = (VectorFile.Base64(VectorKeys.Opening.PublicKey.Spki), OffCurve()) });
    }

    private static IEnumerable<JsonNode> Freezes()
    {
        yield return Fails(EnvelopeError.Freeze, "signed by another key", Good with { FreezeKey = VectorKeys.Successor });
        yield return Fails(EnvelopeError.Freeze, "it names another descriptor", Good with { Freeze = freeze => freeze with { Descriptor = Sm3Digest.Of("another"u8) } });
        yield return Fails(EnvelopeError.Freeze, "the receipt is by a hub key that is not pinned", Good with { Receipt = freeze => VectorReceipts.Batch(VectorKeys.OtherHub, VectorReceipts.Leaf(ReceiptSubject.Freeze, Sm3Digest.Of(freeze)))[0] });
        yield return Fails(EnvelopeError.Freeze, "the receipt is for another freeze", Good with { Receipt = _ => VectorReceipts.Batch(VectorKeys.Hub, VectorReceipts.Leaf(ReceiptSubject.Freeze, Sm3Digest.Of("another"u8)))[0] });
        yield return Fails(EnvelopeError.Freeze, "the receipt is for an amendment", Good with { Receipt = freeze => VectorReceipts.Batch(VectorKeys.Hub, VectorReceipts.Leaf(ReceiptSubject.Amendment, Sm3Digest.Of(freeze)))[0] });
    }

    private static IEnumerable<JsonNode> Starts()
    {
        yield return Fails(EnvelopeError.Start, "earlier than the header says", StartingAt(VectorNames.EarliestStart.AddMilliseconds(-1)));
        yield return Fails(EnvelopeError.Start, "more than two minutes after the phone's clock", StartingAt(VectorNames.PhoneTime.AddMinutes(2).AddMilliseconds(1)));
        yield return Fails(EnvelopeError.Start, "the lot is not listed", With(VectorBid.HeaderOf(VectorNames.Envelope, VectorNames.OtherLot)));
        yield return Fails(EnvelopeError.Start, "the header is of another opening", With(Bid.Header with { Opening = VectorNames.OtherOpening }));
        yield return Fails(EnvelopeError.Start, "the header is of another hub", With(Bid.Header with { Hub = VectorNames.OtherHub }));
        yield return Fails(EnvelopeError.Start, "the descriptor is of another opening", Good with
        {
            Descriptor = VectorOpening.GoodDescriptor with { Opening = VectorNames.OtherOpening },
            Receipt = freeze => VectorReceipts.Batch(VectorKeys.Hub, VectorReceipts.Leaf(ReceiptSubject.Freeze, Sm3Digest.Of(freeze), opening: VectorNames.OtherOpening))[0],
        });
    }

    private static IEnumerable<JsonNode> Envelopes()
    {
        yield return Fails(EnvelopeError.Authorship, "the statement of the authorship does not list the file", Good with { Claimed = [VectorBid.Second] });
        yield return Fails(EnvelopeError.Authorship, "the authorship is signed by another key", Good with { Show = (frozen, _) => Signed(frozen, VectorKeys.OtherSign) });
        yield return Fails(EnvelopeError.Authorship, "another certificate's authorship: a copied bid", Good with { Author = VectorKeys.OtherSign });
        yield return Fails(EnvelopeError.Authorship, "the sealed key was exchanged after the freeze", Good with { Show = (frozen, _) => frozen with { Envelope = frozen.Envelope with { SealedKey = VectorBid.Second.SealedKey } } });
        yield return Fails(EnvelopeError.Header, "the header names another encryption key", With(Bid.Header with { EncKeyId = VectorKeys.OtherEncryption.PublicKey.KeyId }));
        yield return Fails(EnvelopeError.Header, "the header names another signing key", With(Bid.Header with { SignKeyId = VectorKeys.OtherSign.PublicKey.KeyId }));
        yield return Fails(EnvelopeError.Path, "another index", Good with { Show = (frozen, _) => frozen with { Index = 1 } });
        yield return Fails(EnvelopeError.Path, "the path is cut", Good with { Show = (frozen, _) => frozen with { Path = [] } });
        yield return Fails(EnvelopeError.Path, "the frozen root is another", Good with { Freeze = freeze => freeze with { Root = Sm3Digest.Of("another"u8) } });
        yield return Fails(EnvelopeError.Unseal, "sealed to another key", Good with { Bids = [Bid with { SealedKey = VectorKeys.SealTo(VectorKeys.OtherEncryption.PublicKey, BidContext.Join(Bid.ContentKey, Bid.Context)) }] });
        yield return Fails(EnvelopeError.Unseal, "what was sealed is not of the form", Good with { Bids = [Bid with { SealedKey = VectorKeys.SealTo(VectorKeys.Encryption.PublicKey, [.. Bid.ContentKey, .. Bid.Context.ToArray()]) }] });
        yield return Fails(EnvelopeError.Context, "sealed with another header's context", Good with { Bids = [Bid with { SealedKey = VectorBid.Second.SealedKey }] });
        yield return Fails(EnvelopeError.Commitment, "the commitment is to another key", Good with { Bids = [Bid with { Commitment = BidContext.Commit(Bid.Context, VectorBid.Second.ContentKey) }] });
    }

    private static IEnumerable<JsonNode> Refused()
    {
        yield return Refuses("another certificate's statement", Good with { Change = statement => statement with { SignKeyId = VectorKeys.OtherSign.PublicKey.KeyId } });
        yield return Refuses("another hub's statement", Good with { Change = statement => statement with { Hub = VectorNames.OtherHub } });
        yield return Refuses("another challenge than the one scanned", Good with { Change = statement => statement with { Challenge = VectorNames.EncryptChallenge } });
    }

    private static VectorOpening Succeeded(IReadOnlyList<SignedRecord> successions) =>
        Good with { DescriptorKey = VectorKeys.Successor, Chain = ["successor", "authority"], Successions = successions };

    private static VectorOpening StartingAt(DateTimeOffset start) => Good with { Descriptor = VectorOpening.GoodDescriptor with { EarliestStart = start } };

    private static VectorOpening With(BidHeader header) => Good with { Bids = [VectorBid.Of(header)] };

    private static FrozenEnvelope Signed(FrozenEnvelope frozen, Sm2PrivateKey key) => frozen with
    {
        Envelope = frozen.Envelope with { Authorship = frozen.Envelope.Authorship with { Signature = VectorKeys.SignAs(key, frozen.Envelope.Authorship.Response) } },
    };

    private static string OffCurve()
    {
        var spki = VectorKeys.Opening.PublicKey.Spki.ToArray();
        spki[^1] ^= 1;
        return VectorFile.Base64(spki);
    }

    private static JsonObject Opens(string name, VectorOpening opening) => Case(name, opening, [.. opening.Bids.Select(_ => (string?)null)]);

    private static JsonObject Fails(string error, string why, VectorOpening opening) => Case($"{error}: {why}", opening, error);

    private static JsonObject Refuses(string why, VectorOpening opening) =>
        new() { ["name"] = "refused: " + why, ["statement"] = VectorFile.Base64(opening.Make().Encode()), ["refused"] = true };

    private static JsonObject Case(string name, VectorOpening opening, params string?[] errors)
    {
        var statement = opening.Make();
        return new JsonObject
        {
            ["name"] = name,
            ["statement"] = VectorFile.Base64(statement.Encode()),
            ["results"] = VectorFile.List(statement.Envelopes.Zip(errors, (item, error) =>
            {
                var envelope = BidHeader.TryParse(item.Envelope.Header, out var header, out var defect) ? header.Envelope : throw new InvalidOperationException(defect);
                var result = new JsonObject { ["envelope"] = envelope.ToString() };
                if (error is null)
                    result["contentKey"] = VectorFile.Hex(VectorBid.ContentKeyOf(envelope));
                else
                    result["error"] = error;
                return result;
            })),
        };
    }
}
