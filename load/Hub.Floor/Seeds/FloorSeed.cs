namespace Hub.Floor.Seeds;

/// <summary>What the floor must know before it can answer the requests that the hub was sent: written by the bench after the hub's run, as JSON.</summary>
/// <param name="Hub">Hub id that the records name.</param>
internal sealed record FloorSeed(string Hub, string Platform, string PlatformName, IReadOnlyList<FloorParty> Parties);

/// <summary>One certificate and its decrypt challenge.</summary>
/// <param name="DeviceKey">P-256 SPKI.</param>
/// <param name="SignKey">SM2 SPKI.</param>
/// <param name="Certificate">签名证书, DER.</param>
/// <param name="Chain">Its issuers without the anchor, DER.</param>
/// <param name="Statement">The decrypt statement that the hub answered the scan with.</param>
internal sealed record FloorParty(
    string Challenge, string Opening, string BidderName, byte[] DeviceKey, byte[] SignKey, string EncKeyId, byte[] Certificate, IReadOnlyList<byte[]> Chain, byte[] Statement);
