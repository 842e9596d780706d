using Hub.Cryptography;

namespace Demo.Bidders;

/// <summary>A file that a bidder will hand in.</summary>
internal sealed record PlannedFile(LotId Lot, string Name, long Size, FileCipherSuite Suite);

/// <summary>An enterprise and what it bids.</summary>
internal sealed record PlannedBidder(int Number, string Enterprise, string Holder, CreditCode CreditCode, IReadOnlyList<PlannedFile> Files);

/// <summary>Twelve enterprises and fourteen files of 1 KB to 100 MiB: the first bids for three lots. Half of the files are encrypted with SM4, half with AES; the largest with AES.</summary>
internal static class BidPlan
{
    private const long KiB = 1024, MiB = 1024 * KiB;

    private static readonly string[] Names =
        ["天山建设", "昆仑路桥", "伊犁河水利", "塔里木工程", "准噶尔电力", "阿勒泰林业", "哈密新能源", "博州交通", "喀什市政", "和田园林", "克州矿业", "巴州石化"];

    private static readonly string[] Holders =
        ["张建国", "李秀英", "王海涛", "赵丽华", "陈志强", "刘芳", "杨军", "黄敏", "周杰", "吴静", "徐磊", "孙艳"];

    private static readonly long[] Sizes =
        [1 * KiB, 64 * KiB, 3 * MiB, 100 * MiB, 256 * KiB, 1 * MiB, 512 * KiB, 2 * MiB, 4 * KiB, 5 * MiB, 16 * KiB, 8 * MiB, 128 * KiB, 10 * MiB];

    public static readonly IReadOnlyList<OpeningLot> Lots = [new(Lot("1"), "土建标段"), new(Lot("2"), "安装标段"), new(Lot("3"), "监理标段")];

    public static IReadOnlyList<PlannedBidder> Bidders { get; } = [.. Names.Select((name, index) =>
        new PlannedBidder(index + 1, $"新疆{name}有限公司", Holders[index], CodeOf(index + 1), FilesOf(index)))];

    public static int Files => Bidders.Sum(bidder => bidder.Files.Count);

    private static PlannedFile[] FilesOf(int bidder)
    {
        var own = bidder == 0 ? Enumerable.Range(0, 3) : [bidder + 2];
        return [.. own.Select((file, place) =>
            new PlannedFile(Lots[bidder == 0 ? place : bidder % Lots.Count].Lot, $"投标文件-{file + 1}.pdf", Sizes[file], file % 2 == 0 ? FileCipherSuite.Sm4Gcm : FileCipherSuite.Aes256Gcm))];
    }

    private static CreditCode CodeOf(int number)
    {
        var first = $"91650100MA7D{number:D5}";
        return CreditCode.TryParse(first + CreditCode.CheckCharacter(first), out var code) ? code : throw new InvalidOperationException("Not a code.");
    }

    private static LotId Lot(string text) => LotId.TryParse(text, out var lot) ? lot : throw new InvalidOperationException("Not a lot.");
}
