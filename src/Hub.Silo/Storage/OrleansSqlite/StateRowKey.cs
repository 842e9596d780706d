using System.Data.Common;
using System.Globalization;
using Hub.Grains.Durability;

namespace Hub.Silo.Storage.OrleansSqlite;

/// <summary>
/// A grain state's row: the blind index of everything that the provider tells a row by, whole (its own hashes are cut to 32 bits). No grain key lies in the database in
/// clear: keys hold credit codes, phone numbers and openings.
/// </summary>
internal readonly record struct StateRowKey(byte[] Bytes)
{
    private const string Purpose = "grain-state";

    /// <summary>What a payload is bound to when it is sealed.</summary>
    public string Context => Convert.ToHexStringLower(Bytes);

    public static StateRowKey Of(DbParameterCollection parameters, ISealer sealer) => new(sealer.BlindIndex(Purpose, string.Create(
        CultureInfo.InvariantCulture,
        $"{parameters["ServiceId"].Value}\n{parameters["GrainTypeString"].Value}\n{parameters["GrainIdN0"].Value}\n{parameters["GrainIdN1"].Value}\n{parameters["GrainIdExtensionString"].Value}")));

    public byte[] Seal(ISealer sealer, byte[] payload) => sealer.Seal(Purpose, Context, payload);

    public byte[] Unseal(ISealer sealer, byte[] payload) => sealer.Unseal(Purpose, Context, payload);
}
