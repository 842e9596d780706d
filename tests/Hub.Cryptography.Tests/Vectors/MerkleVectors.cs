using System.Text;
using System.Text.Json.Nodes;

namespace Hub.Cryptography.Tests.Vectors;

/// <summary>Trees of several sizes with every path, and paths that lead elsewhere.</summary>
internal static class MerkleVectors
{
    public static JsonObject Make()
    {
        var refused = new List<JsonNode>();
        var five = Tree(5);
        void Refuse(string why, int leaf, int index, int size, Sm3Digest[] path, Sm3Digest root) =>
            refused.Add(new JsonObject { ["why"] = why, ["leaf"] = "leaf " + leaf, ["index"] = index, ["size"] = size, ["path"] = Path(path), ["root"] = root.ToString() });
        Refuse("another leaf", 3, 2, 5, five.InclusionPath(2), five.Root);
        Refuse("another index", 2, 3, 5, five.InclusionPath(2), five.Root);
        Refuse("an index beyond the size", 2, 5, 5, five.InclusionPath(2), five.Root);
        Refuse("another size", 4, 4, 6, five.InclusionPath(4), five.Root);
        Refuse("a step too few", 2, 2, 5, five.InclusionPath(2)[..^1], five.Root);
        Refuse("a step too many", 2, 2, 5, [.. five.InclusionPath(2), five.Root], five.Root);
        Refuse("two steps exchanged", 2, 2, 5, [.. five.InclusionPath(2).Reverse()], five.Root);
        Refuse("another root", 2, 2, 5, five.InclusionPath(2), Tree(3).Root);
        Refuse("nothing is in an empty tree", 0, 0, 0, [], Tree(0).Root);
        return new JsonObject
        {
            ["about"] = "RFC 9162 §2.1 with SM3. Leaf i is the UTF-8 text 'leaf i'; paths[i] leads from it to the root.",
            ["trees"] = VectorFile.List(new[] { 0, 1, 2, 3, 5, 8 }.Select(size => new JsonObject
            {
                ["size"] = size,
                ["root"] = Tree(size).Root.ToString(),
                ["paths"] = VectorFile.List(Enumerable.Range(0, size).Select(index => Path(Tree(size).InclusionPath(index)))),
            })),
            ["refused"] = VectorFile.List(refused),
        };
    }

    private static MerkleTree Tree(int size) => MerkleTree.Build([.. Enumerable.Range(0, size).Select(i => MerkleTree.LeafHash(Encoding.UTF8.GetBytes("leaf " + i)))]);

    private static JsonArray Path(IEnumerable<Sm3Digest> path) => VectorFile.Texts(path.Select(step => step.ToString()));
}
