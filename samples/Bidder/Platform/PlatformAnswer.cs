using System.Text.Json;
using Hub.Cryptography;

namespace Bidder;

/// <summary>A value, or why there is none.</summary>
internal sealed record PlatformAnswer<T>(T? Value, string Problem) where T : class;

/// <summary>An answer without a body.</summary>
internal sealed record PlatformDone
{
    public static readonly PlatformDone It = new();
}

/// <summary>The platform's description of an opening, not checked yet.</summary>
internal sealed record OfferAnswer(SignedRecord Descriptor, IReadOnlyList<byte[]> Chain)
{
    public static OfferAnswer? Read(RecordReader reader)
    {
        var answer = new OfferAnswer(reader.Object("descriptor", SignedRecord.Read)!, reader.BytesList("chain", 1, 1 + CertificatePath.MaxIntermediates, Sm2Certificate.MaxLength));
        reader.IgnoreOthers();
        return answer;
    }
}

internal static class PlatformProblem
{
    /// <summary>Type and sentence of a problem, if the answer has that form.</summary>
    public static string Of(int status, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return $"{status} {Text(document.RootElement, "type")} {Text(document.RootElement, "detail")}".TrimEnd();
        }
        catch (JsonException)
        {
            // Not a problem of the platform's own; the status says what there is to say.
        }
        return $"{status}";
    }

    private static string Text(JsonElement problem, string name) => problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
