using Hub.Cryptography;

namespace Bidder;

/// <summary>The trading platform (交易平台) as the bidder was told of it, by the tender documents and not by the platform that is about to answer.</summary>
/// <param name="Name">What a statement must call it; the phone shows what the statement says, and cannot know whether it is this.</param>
public sealed record KnownPlatform(PlatformId Id, string Name);
