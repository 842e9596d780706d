using System.Security.Cryptography;
using System.Text;
using Hub.Grains.Durability;
using Hub.Grains.Qr;

namespace Hub.Grains.Tests.Qr;

/// <summary>Keys of a hub whose master key is its name.</summary>
internal sealed class FixedKeys(string hub = "a hub") : IHubKeys
{
    public static QrKeys Qr(string hub = "a hub") => new(new FixedKeys(hub));

    public byte[] Derive(string purpose) => SHA256.HashData(Encoding.UTF8.GetBytes(hub + "/" + purpose));
}
