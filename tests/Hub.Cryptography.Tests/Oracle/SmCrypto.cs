namespace Hub.Cryptography.Tests;

/// <summary>sm-crypto-v2: SM2, SM3 and SM4, and the file cipher on them.</summary>
public sealed class SmCrypto() : NodeOracle("oracle.mjs", "sm-crypto-v2");
