using System.Globalization;
using Hub.Cryptography;
using Hub.Floor.Seeds;
using Hub.Floor.Store;
using Hub.Grains.Certificates;
using Hub.Grains.Challenges;
using Hub.Grains.Durability;

namespace Hub.Floor.Parties;

/// <summary>One certificate with its decrypt challenge, in memory; what is written of it are the hub's own state records, so that the sizes are the hub's.</summary>
internal sealed class Party
{
    private const string SealPurpose = "oprf";
    private readonly byte[] _deviceKey;
    private readonly string _sealContext;
    private DevicePublicKey? _device;

    /// <exception cref="InvalidDataException">The seed is not what a hub's run leaves.</exception>
    public Party(FloorSeed seed, FloorParty it, byte[] pinKey, FloorStore store)
    {
        if (!DecryptStatement.TryParse(it.Statement, out var statement, out var defect) || !KeyId.TryParse(it.EncKeyId, out var encKeyId) || !HubId.TryParse(seed.Hub, out var hub))
            throw new InvalidDataException("The seed is not of a hub's run.");
        Challenge = statement.Challenge;
        Opening = statement.Opening;
        SignKeyId = statement.SignKeyId;
        (Hub, Platform, Statement, SignKey, Certificate, Chain, _deviceKey) = (hub, statement.Platform, it.Statement, it.SignKey, it.Certificate, it.Chain, it.DeviceKey);
        State = StateOf(seed, it, statement);
        Check = new ResponseCheck(hub, statement.Platform, ChallengeKind.Decrypt, Challenge, Sm3Digest.Of(it.Statement), SignKeyId, encKeyId,
            [.. State.Envelopes.Select(held => EnvelopeId.TryParse(held.EnvelopeId, out var id) ? id : default)]);
        _sealContext = string.Create(CultureInfo.InvariantCulture, $"{SignKeyId}/1");
        Guard = GuardOf(store.Sealer.Seal(SealPurpose, _sealContext, pinKey));
        (GuardRow, ChallengeRow) = (store.RowOf("pin-guard", SignKeyId.ToString()), store.RowOf("challenge", it.Challenge));
    }

    public HubId Hub { get; }

    public PlatformId Platform { get; }

    public ChallengeId Challenge { get; }

    public OpeningId Opening { get; }

    public KeyId SignKeyId { get; }

    public byte[] SignKey { get; }

    public byte[] Statement { get; }

    public byte[] Certificate { get; }

    public IReadOnlyList<byte[]> Chain { get; }

    public ResponseCheck Check { get; }

    public PinGuardState Guard { get; set; }

    public StoredRow GuardRow { get; }

    public ChallengeState State { get; }

    public StoredRow ChallengeRow { get; }

    /// <summary>Decoded at its first use, as any server that keeps keys would.</summary>
    public bool IsFromDevice(SignedRecord signed) =>
        (_device ??= DevicePublicKey.TryParse(_deviceKey, out var key) ? key : throw new InvalidDataException("Not a device key.")).Verify(signed.Record, signed.Signature);

    /// <summary>k lies sealed, here as in the hub.</summary>
    public byte[] UnsealPinKey(ISealer sealer) => sealer.Unseal(SealPurpose, _sealContext, Guard.Current!.SealedKey);

    /// <summary>A holder who has answered one encrypt challenge, as everybody who bids has.</summary>
    private static PinGuardState GuardOf(byte[] sealedKey) => new()
    {
        Current = new GuardedKey { Version = 1, PublicKey = new byte[OprfElement.Length], SealedKey = sealedKey },
        HighestVersion = 1,
        Tries = [new PinTry { Version = 1, Name = Convert.ToBase64String(new byte[32]), Place = 1, Cleared = true }],
    };

    private static ChallengeState StateOf(FloorSeed seed, FloorParty it, DecryptStatement statement)
    {
        var envelopes = statement.Envelopes.Select(frozen => frozen.Envelope).ToList();
        var leaf = new ReceiptLeaf(statement.Hub, statement.Platform, ChallengeKind.Encrypt, ReceiptSubject.Registration, statement.Opening, statement.Challenge, EnvelopeId.New(),
            default, DateTimeOffset.UnixEpoch).Encode();
        return new ChallengeState
        {
            Kind = ChallengeKind.Decrypt,
            PlatformId = seed.Platform,
            PlatformName = seed.PlatformName,
            OpeningId = it.Opening,
            SignKeyId = statement.SignKeyId.ToString(),
            Changes = 1,
            BidderId = BidHeader.TryParse(envelopes[0].Header, out var first, out _) ? first.Bidder.ToString() : "",
            BidderName = it.BidderName,
            Envelopes = [.. envelopes.Select(envelope => Held(envelope, leaf))],
            Authorships = [.. envelopes.Select(envelope => new HeldAuthorship(
                envelope.Authorship.Digest.ToString(), envelope.Authorship.Statement, envelope.Authorship.Response, envelope.Authorship.Signature))],
        };
    }

    private static HeldEnvelope Held(SealedEnvelope envelope, byte[] leaf) => BidHeader.TryParse(envelope.Header, out var header, out _)
        ? new HeldEnvelope(header.Envelope.ToString(), header.Lot.ToString(), envelope.Header, envelope.Commitment.ToString(), envelope.SealedKey,
            envelope.Authorship.Digest.ToString(), Sm3Digest.Of(envelope.Leaf()).ToString(), leaf)
        : throw new InvalidDataException("A header of the seed does not parse.");
}
