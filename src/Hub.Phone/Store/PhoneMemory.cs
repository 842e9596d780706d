namespace Hub.Phone;

/// <summary>
/// Everything that a phone keeps. The private keys are in <see cref="PhonePin.Blob"/> only, and that opens with the PIN and the hub together; the device key is not behind the PIN.
/// </summary>
public sealed record PhoneMemory
{
    /// <summary>The hub's id, pinned at enrolment.</summary>
    public string Hub { get; init; } = "";

    /// <summary>The hub's phone origin, such as <c>https://m.example.cn</c>: no other QR code is followed.</summary>
    public string PhoneOrigin { get; init; } = "";

    /// <summary>The CA that issued the pair.</summary>
    public string Authority { get; init; } = "";

    /// <summary>Enterprise id.</summary>
    public string Enterprise { get; init; } = "";

    /// <summary>Its name.</summary>
    public string EnterpriseName { get; init; } = "";

    /// <summary>The holder's name (持有人).</summary>
    public string Holder { get; init; } = "";

    /// <summary>签名证书, DER.</summary>
    public byte[] SigningCertificate { get; init; } = [];

    /// <summary>加密证书, DER.</summary>
    public byte[] EncryptionCertificate { get; init; } = [];

    /// <summary>Issuers of both without the anchor, DER.</summary>
    public IReadOnlyList<byte[]> Chain { get; init; } = [];

    /// <summary>The bytes of <c>anchors/1</c> that the enrolment code vouched for.</summary>
    public byte[] Anchors { get; init; } = [];

    /// <summary>The device key (DK), PKCS#8.</summary>
    public byte[] DeviceKey { get; init; } = [];

    /// <summary>ds, 32 bytes.</summary>
    public byte[] Salt { get; init; } = [];

    /// <summary>The keys under the PIN in force.</summary>
    public PhonePin Pin { get; init; } = new();

    /// <summary>The keys under a new PIN that the hub has not confirmed yet; both are kept until it has.</summary>
    public PhonePin? NextPin { get; init; }

    /// <summary>Signed responses, the oldest first, at most <see cref="MaxResponses"/>.</summary>
    public IReadOnlyList<KeptResponse> Responses { get; init; } = [];

    /// <summary>Right PIN tries that the hub may still count, the oldest first, at most <see cref="MaxTries"/>.</summary>
    public IReadOnlyList<KeptTry> Tries { get; init; } = [];

    /// <summary>Evidence against the hub, the oldest first, at most <see cref="MaxFaults"/>.</summary>
    public IReadOnlyList<KeptFault> Faults { get; init; } = [];

    internal const int MaxResponses = 1000;
    internal const int MaxTries = 100;
    internal const int MaxFaults = 50;

    /// <summary>What the holder ordered back (撤回), unless the hub finally refused the order.</summary>
    internal IReadOnlySet<string> Withdrawn => Responses
        .Where(response => response.Outcome is KeptResponse.Kept or KeptResponse.Acknowledged)
        .SelectMany(response => response.Withdraws).ToHashSet(StringComparer.Ordinal);

    /// <summary>With the response in place of the same bytes, and of one to the same statement that the hub cannot take because it has lost the PIN try.</summary>
    internal PhoneMemory With(KeptResponse response)
    {
        // Of those a receipt is proof of what the hub once had: they are sent no more, but stay.
        var others = Responses.Where(kept => !kept.IsSameAs(response) && !(IsReplaced(kept) && kept.EarlierReceipt.Length == 0))
            .Select(kept => IsReplaced(kept) ? kept with { Outcome = kept.Refusal } : kept).ToList();
        // What nobody waits for any more makes room first: an answer that was not delivered is forgotten last.
        while (others.Count >= MaxResponses)
            others.RemoveAt(Math.Max(0, others.FindIndex(kept => kept.Outcome != KeptResponse.Kept)));
        return this with { Responses = [.. others, response] };

        bool IsReplaced(KeptResponse kept) => kept.NeedsPin && !kept.IsSameAs(response) && kept.Challenge == response.Challenge && kept.Statement == response.Statement;
    }

    /// <summary>With what was learnt of a response that is still kept; another program may have settled it meanwhile.</summary>
    internal PhoneMemory WithKept(KeptResponse response, Func<KeptResponse, KeptResponse> change) =>
        this with { Responses = [.. Responses.Select(kept => kept.Outcome == KeptResponse.Kept && kept.IsSameAs(response) ? change(kept) : kept)] };

    /// <summary>With what a receipt says of a response, made of the row as it is now: what stands there already, such as an earlier receipt, is for the change to keep.</summary>
    internal PhoneMemory WithSettled(KeptResponse response, Func<KeptResponse, KeptResponse> change) => With(change(Responses.FirstOrDefault(kept => kept.IsSameAs(response)) ?? response));

    internal PhoneMemory With(KeptTry right) => this with { Tries = [.. Tries.TakeLast(MaxTries - 1), right] };

    internal PhoneMemory WithoutTry(string pinTry) => Tries.Any(kept => kept.PinTry == pinTry) ? this with { Tries = [.. Tries.Where(kept => kept.PinTry != pinTry)] } : this;

    internal PhoneMemory With(KeptFault fault) => this with { Faults = [.. Faults.TakeLast(MaxFaults - 1), fault] };
}

/// <summary>The private keys under one PIN.</summary>
public sealed record PhonePin
{
    /// <summary>Of the hub's key k.</summary>
    public int Version { get; init; }

    /// <summary>K of that version, 33 bytes.</summary>
    public byte[] PublicKey { get; init; } = [];

    /// <summary>The private keys, sealed (<c>PinBlob</c>).</summary>
    public byte[] Blob { get; init; } = [];

    /// <summary>What Argon2id costs here: memory in KiB.</summary>
    public int MemoryKiB { get; init; }

    /// <summary>What Argon2id costs here: passes.</summary>
    public int Passes { get; init; }
}

/// <summary>Evidence that the hub evaluated a PIN with another key than K.</summary>
public sealed record KeptFault
{
    /// <summary>The phone's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The challenge it happened in.</summary>
    public string Challenge { get; init; } = "";

    /// <summary>Version, K, B, Z and the proof that does not hold.</summary>
    public int Version { get; init; }

    /// <summary>K.</summary>
    public byte[] PublicKey { get; init; } = [];

    /// <summary>N.</summary>
    public byte[] Nonce { get; init; } = [];

    /// <summary>B.</summary>
    public byte[] Blinded { get; init; } = [];

    /// <summary>Z.</summary>
    public byte[] Evaluated { get; init; } = [];

    /// <summary>c and s; empty if the hub refused to give any.</summary>
    public byte[] Proof { get; init; } = [];
}
