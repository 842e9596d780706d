namespace Hub.Cryptography.Tests;

/// <summary>@noble/curves and @noble/hashes: VOPRF and Argon2id, and the PIN's path on them.</summary>
public sealed class Noble() : NodeOracle("oprf.mjs", "@noble/curves");
