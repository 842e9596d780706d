using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Hub.Cryptography;

/// <summary>
/// What one try at a PIN costs on the phone: Argon2id version 1.3 (RFC 9106) with one lane. The phone keeps it beside its blob; a changed cost
/// gives another key and so needs a new blob version.
/// </summary>
/// <remarks>
/// BouncyCastle computes it: beside Konscious.Security.Cryptography.Argon2 1.3.1 it was within a tenth at 19 MiB and at 64 MiB × 3 the faster
/// one, so a second library would buy nothing.
/// </remarks>
public sealed record Argon2Cost
{
    /// <summary>The length of the output in bytes.</summary>
    internal const int OutputLength = 32;

    /// <param name="memoryKiB">Memory in KiB, from 8 (the least for one lane, RFC 9106 §3.1) to 1,048,576.</param>
    /// <param name="passes">Passes over the memory, from 1 to 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value outside those limits.</exception>
    public Argon2Cost(int memoryKiB, int passes)
    {
        MemoryKiB = memoryKiB is >= 8 and <= 1 << 20 ? memoryKiB : throw new ArgumentOutOfRangeException(nameof(memoryKiB));
        Passes = passes is >= 1 and <= 16 ? passes : throw new ArgumentOutOfRangeException(nameof(passes));
    }

    /// <summary>64 MiB and three passes: RFC 9106 §4, the second recommended option, with one lane.</summary>
    public static Argon2Cost Default { get; } = new(65_536, 3);

    /// <summary>19 MiB and two passes: the least that OWASP recommends, for phones with little memory.</summary>
    public static Argon2Cost Owasp { get; } = new(19_456, 2);

    /// <summary>64 KiB and one pass: for simulated phones under load only. It protects nothing.</summary>
    public static Argon2Cost Load { get; } = new(64, 1);

    /// <summary>Memory in KiB.</summary>
    public int MemoryKiB { get; }

    /// <summary>Passes over the memory.</summary>
    public int Passes { get; }

    /// <summary>Lanes: always one, so that a browser and a program take the same path.</summary>
    public int Parallelism => 1;

    internal byte[] Stretch(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt)
    {
        var parameters = new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13)
            .WithSalt(salt.ToArray())
            .WithMemoryAsKB(MemoryKiB)
            .WithIterations(Passes)
            .WithParallelism(Parallelism)
            .Build();
        var generator = new Argon2BytesGenerator();
        generator.Init(parameters);
        var output = new byte[OutputLength];
        var copy = secret.ToArray();
        generator.GenerateBytes(copy, output);
        CryptographicOperations.ZeroMemory(copy);
        return output;
    }
}
