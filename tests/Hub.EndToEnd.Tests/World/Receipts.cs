using System.Text;
using System.Text.Json;
using Hub.Cryptography;

namespace Hub.EndToEnd.Tests.World;

/// <summary>Receipts as a party reads them: by the hub's keys that its anchors name.</summary>
internal static class Receipts
{
    public static ReceiptLeaf Verified(HubWorld world, JsonElement json)
    {
        Assert.True(Receipt.TryParse(Encoding.UTF8.GetBytes(json.GetRawText()), out var receipt, out var defect), defect);
        Assert.True(receipt.TryVerify(world.Hub.Id, world.HubKeys, out var leaf, out defect), defect);
        return leaf;
    }
}
