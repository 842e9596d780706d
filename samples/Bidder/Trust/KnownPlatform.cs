using Hub.Cryptography;

namespace Bidder;

/// <summary>The trading platform (交易平台) as the bidder was told of it, by the tender documents and not by the platform that is about to answer.</summary>
/// <param name="Name">What the phone will show.</param>
public sealed record KnownPlatform(PlatformId Id, string Name);
