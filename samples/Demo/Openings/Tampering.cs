using Demo.Bidders;
using Demo.Processes;

namespace Demo.Openings;

/// <summary>
/// The check's own test: one byte of one ciphertext on the platform's disk is flipped after the upload, as a bad disk or an insider would. The check must then fail, and for that file alone.
/// </summary>
internal static class Tampering
{
    /// <param name="number">Which of the files, from 1 in the order of the plan.</param>
    public static void FlipOneByte(House house, DayRecord day, int number)
    {
        var (bidder, name) = BidPlan.Bidders.SelectMany(planned => planned.Files, (planned, planFile) => (planned.Number, planFile.Name)).ElementAt(number - 1);
        var envelope = day.Files.First(handedIn => handedIn.Bidder == bidder && handedIn.FileName == name).Envelope;
        using var file = new FileStream(Path.Combine(house.PlatformData, "openings", day.Opening, "ciphertext", envelope), FileMode.Open, FileAccess.ReadWrite);
        file.Position = file.Length / 2;
        var value = file.ReadByte();
        file.Position = file.Length / 2;
        file.WriteByte((byte)(value ^ 1));
    }
}
