using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;
using SampleProcess;

namespace TestCa.Anchoring;

/// <summary>What came of telling the CA whom its codes vouch for.</summary>
internal abstract record AnchorDecision
{
    private AnchorDecision()
    {
    }

    public sealed record Taken(Anchors Anchors) : AnchorDecision;

    public sealed record Refused(string Word, string Detail) : AnchorDecision;

    /// <summary>
    /// Codes tell phones whom to trust for years, so a change is an operator's deliberate act: other bytes for the hub that is vouched for already are taken only when
    /// <paramref name="forced"/>.
    /// </summary>
    public static AnchorDecision Decide(byte[]? held, byte[] offered, Sm2Certificate ownRoot, bool forced)
    {
        if (!Anchors.TryParse(offered, out var anchors, out var defect))
            return new Refused("malformed", "信任锚无法识别：" + defect + "。");
        if (!anchors.Roots.Any(root => root.AsSpan().SequenceEqual(ownRoot.Der)))
            return new Refused("foreign-anchors", "信任锚中没有本机构的根证书。");
        if (!forced && held is not null && !held.AsSpan().SequenceEqual(offered) && Anchors.TryParse(held, out var before, out _) && before.Hub == anchors.Hub)
            return new Refused("anchors-changed", "同一服务的信任锚已经登记，内容不同。");
        return new Taken(anchors);
    }
}

/// <summary>The <c>anchors/1</c> that new codes vouch for, as a file.</summary>
internal sealed class VouchedAnchors(string folder)
{
    private readonly string _path = Path.Combine(folder, "anchors.json");
    private byte[]? _bytes = DurableFile.Read(Path.Combine(folder, "anchors.json"));

    /// <summary>The exact bytes, or null before an operator gave them.</summary>
    public byte[]? Bytes => Volatile.Read(ref _bytes);

    public void Replace(byte[] bytes)
    {
        DurableFile.Write(_path, bytes);
        Volatile.Write(ref _bytes, bytes);
    }

    public bool TryDigest([NotNullWhen(true)] out Sm3Digest? digest)
    {
        digest = Bytes is { } bytes ? Sm3Digest.Of(bytes) : null;
        return digest is not null;
    }
}
