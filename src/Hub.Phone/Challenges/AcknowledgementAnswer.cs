using System.Diagnostics.CodeAnalysis;
using System.Text;
using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>The hub's answer to a response (protocol section 5.3).</summary>
internal sealed record AcknowledgementAnswer(ChallengeId Challenge, string State, DateTimeOffset Arrival, Receipt Receipt)
{
    public static AcknowledgementAnswer? Read(RecordReader reader) =>
        new(reader.Challenge(), reader.Text("state", 1, 32), reader.Time("arrival"), reader.Object("receipt", Receipt.Read)!);

    /// <summary>After the close: the hub keeps the answer, with a receipt of its own, and the host may admit it.</summary>
    public static bool TryReadLate(PhoneProblem problem, [NotNullWhen(true)] out Receipt? receipt)
    {
        receipt = null;
        return problem.Type == FinalProblems.WindowClosed && problem.Members.TryGetValue("kept", out var kept) && kept == "true"
            && problem.Members.TryGetValue("receipt", out var json) && Receipt.TryParse(Encoding.UTF8.GetBytes(json), out receipt, out _);
    }
}
