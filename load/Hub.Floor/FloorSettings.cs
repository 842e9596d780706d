using Microsoft.Extensions.Configuration;

namespace Hub.Floor;

/// <summary>How the floor is started.</summary>
/// <param name="Seed">File of a <see cref="Seeds.FloorSeed"/>; empty: no parties.</param>
/// <param name="Database">SQLite file of the floor's own.</param>
/// <param name="MasterKey">The hub's master key file: under the same keys the frames and nonces of the hub's run are good here.</param>
/// <param name="Listen">Address of the one listener.</param>
/// <param name="Cryptography">False leaves signatures, evaluations and form checks out, to tell what they cost.</param>
/// <param name="Writes">False leaves the durable writes out, to tell what they cost.</param>
internal sealed record FloorSettings(string Seed, string Database, string MasterKey, string Listen, bool Cryptography, bool Writes)
{
    /// <exception cref="ArgumentException">A needed one is missing.</exception>
    public static FloorSettings Read(string[] arguments)
    {
        var read = new ConfigurationBuilder().AddCommandLine(arguments).Build();
        return new FloorSettings(read["seed"] ?? "", Need("database"), Need("master-key"), Need("listen"), read["cryptography"] != "off", read["writes"] != "off");

        string Need(string name) => read[name] is { Length: > 0 } value ? value : throw new ArgumentException($"--{name}=… is missing.", nameof(arguments));
    }
}
