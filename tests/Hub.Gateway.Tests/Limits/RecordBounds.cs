using Hub.Cryptography;

namespace Hub.Gateway.Tests.Limits;

/// <summary>The bounds that the records' readers hold to, found by asking them: what is taken, and one more is not.</summary>
internal static class RecordBounds
{
    private static readonly Sm3Digest Digest = Sm3Digest.Of("x"u8);
    private static readonly byte[] Spki = MakeSpki();

    public static int LongestAnchors()
    {
        var anchors = new Anchors(Hosting.Bodies.HubId, [Spki], [[1]]).Encode();
        return (int)Last(length => Anchors.TryParse((byte[])[.. anchors, .. Enumerable.Repeat((byte)' ', (int)length - anchors.Length)], out _, out _), anchors.Length, 4 << 20);
    }

    public static int LongestRequest()
    {
        Assert.True(EnrolmentTicket.TryParse($"ca-xx.{new string('a', 32)}.{Digest}", out var ticket));
        var first = Last(length => EnrolmentRecord.TryParse(Asking((int)length, 1), out _, out _), 1, 10_000);
        Assert.Equal(first, Last(length => EnrolmentRecord.TryParse(Asking(1, (int)length), out _, out _), 1, 10_000));
        return (int)first;

        byte[] Asking(int signing, int encryption) => new EnrolmentRecord(Hosting.Bodies.HubId, ticket, new byte[32], new byte[signing], new byte[encryption], new byte[91], new byte[33]).Encode();
    }

    public static int LongestPath() => (int)Last(steps => Receipt.TryParse(new Receipt([1, 2], 0, 1, [.. Enumerable.Repeat(Digest, (int)steps)], [1, 2], new byte[8]).Encode(), out _, out _), 0, 100);

    public static int HighestSize()
    {
        var ofFreeze = Last(size => OpeningFreeze.TryParse(new OpeningFreeze(Hosting.Bodies.HubId, Hosting.Bodies.PlatformId, Hosting.Bodies.OpeningId, Digest, (int)size, Digest, Hosting.Bodies.Noon).Encode(), out _, out _), 0, int.MaxValue);
        Assert.Equal(ofFreeze, Last(size => ReceiptBatch.TryParse(Batch(1, (int)size), out _, out _), 1, int.MaxValue));
        return (int)ofFreeze;
    }

    public static int HighestGeneration()
    {
        var generation = Last(value => OpeningDescriptor.TryParse(
            new OpeningDescriptor(Hosting.Bodies.HubId, Hosting.Bodies.PlatformId, Hosting.Bodies.OpeningId, (int)value, "x", [new OpeningLot(Lot("1"), "x")], Hosting.Bodies.Noon, Hosting.Bodies.Noon, OpeningStart.Clock, 60, Spki, true).Encode(), out _, out _), 1, int.MaxValue);
        Assert.Equal(generation, Last(value => PinProofRecord.TryParse(new PinProofRecord(Hosting.Bodies.HubId, Hosting.Bodies.Key(1), (int)value, new byte[32], new byte[33]).Encode(), out _, out _), 1, int.MaxValue));
        return (int)generation;
    }

    public static int HighestNumber() => (int)Last(value => OpeningAmendment.TryParse(
        new OpeningAmendment(Hosting.Bodies.HubId, Hosting.Bodies.PlatformId, Hosting.Bodies.OpeningId, (int)value, Digest, new AmendmentAction.Close(), Hosting.Bodies.Noon).Encode(), out _, out _), 1, int.MaxValue);

    public static string HighestBatch() => Last(value => ReceiptBatch.TryParse(Batch(value, 1), out _, out _), 1, (1L << 53) - 1) == (1L << 53) - 1 ? "2^53 − 1" : "less";

    // Halves the range between what is taken and what is not; all of it may be taken.
    private static long Last(Func<long, bool> isTaken, long taken, long most)
    {
        Assert.True(isTaken(taken));
        var refused = most + 1;
        while (refused - taken > 1)
        {
            var middle = taken + ((refused - taken) / 2);
            if (isTaken(middle))
                taken = middle;
            else
                refused = middle;
        }
        return taken;
    }

    private static byte[] Batch(long batch, int size) => new ReceiptBatch(Hosting.Bodies.HubId, HubEpoch.TryParse("0123456789abcdef", out var epoch) ? epoch : default, batch, size, Digest, Hosting.Bodies.Noon).Encode();

    private static LotId Lot(string text) => LotId.TryParse(text, out var lot) ? lot : throw new InvalidOperationException();

    private static byte[] MakeSpki()
    {
        using var key = Sm2PrivateKey.Generate();
        return key.PublicKey.Spki.ToArray();
    }
}
