using System.Text;
using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>A batch of receipts, and receipts with one defect each.</summary>
internal static class ReceiptVectors
{
    public static JsonObject Make()
    {
        byte[][] leaves =
        [
            VectorReceipts.Leaf(ReceiptSubject.Registration, Sm3Digest.Of("a leaf"u8), challenge: VectorNames.DecryptChallenge, envelope: VectorNames.Envelope),
            VectorReceipts.Leaf(ReceiptSubject.Freeze, Sm3Digest.Of("a freeze"u8)),
            VectorReceipts.Leaf(ReceiptSubject.Response, Sm3Digest.Of("a response"u8), challenge: VectorNames.DecryptChallenge),
        ];
        var good = VectorReceipts.Batch(VectorKeys.Hub, leaves);
        var foreign = new ReceiptBatch(VectorNames.OtherHub, VectorNames.Epoch, 7, 1, MerkleTree.LeafHash(leaves[0]), VectorNames.Frozen).Encode();
        return new JsonObject
        {
            ["about"] = "Section 3.10. One batch of three, signed by the key 'hub'; each receipt is the JSON of the wire. 'hub' is the hub whose receipts these must be.",
            ["hub"] = VectorNames.Hub.ToString(),
            ["hubKeys"] = new JsonArray("hub"),
            ["good"] = VectorFile.List(good.Select(receipt => Json(receipt))),
            ["refused"] = VectorFile.List(
            [
                Refused("signed by a key that is not in the anchors", VectorReceipts.Batch(VectorKeys.OtherHub, leaves)[0]),
                Refused("the leaf was altered", good[0] with { Leaf = good[1].Leaf }),
                Refused("another index", good[0] with { Index = 1 }),
                Refused("another size than the batch's", good[2] with { Size = 4 }),
                Refused("the path is short", good[0] with { Path = [.. good[0].Path.Take(1)] }),
                Refused("the batch was altered", good[0] with { Batch = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(good[0].Batch).Replace("\"batch\":7", "\"batch\":8", StringComparison.Ordinal)) }),
                Refused("another hub's batch", new Receipt(leaves[0], 0, 1, [], foreign, VectorKeys.SignAs(VectorKeys.Hub, foreign))),
            ]),
        };
    }

    public static JsonNode Json(Receipt receipt) => JsonNode.Parse(receipt.Encode())!;

    private static JsonObject Refused(string why, Receipt receipt) => new() { ["why"] = why, ["receipt"] = Json(receipt) };
}
