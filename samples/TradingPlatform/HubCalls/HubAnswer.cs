using System.Text;
using System.Text.Json;
using SampleProcess;

namespace TradingPlatform.HubCalls;

/// <summary>A refusal of the hub, as it came.</summary>
/// <param name="Status">0 if the hub was not reached.</param>
/// <param name="Type">Of the protocol's section 9.</param>
internal sealed record HubProblem(int Status, string Type, byte[] Body)
{
    public static readonly HubProblem Unreachable = new(0, "urn:sample:problem:hub-unavailable", []);

    /// <summary>It answered, but not in the form of the protocol: as if it had not, and the same call may be made again.</summary>
    public static readonly HubProblem Unreadable = new(0, "urn:sample:problem:hub-answer-unreadable", []);

    /// <summary>It answered with a receipt that does not say what it has to say. What it is for has not happened, as far as can be proved.</summary>
    public static readonly HubProblem FalseReceipt = new(0, "urn:sample:problem:hub-receipt-false", []);

    /// <summary>The answer is longer than the protocol's limit; the same call again would bring the same.</summary>
    public static readonly HubProblem TooLarge = new(502, "urn:sample:problem:hub-answer-too-large", []);

    /// <summary>Whether the same call may go through in a moment. What ends something that is kept is another question: <see cref="FinalRefusals"/>.</summary>
    public bool IsPassing => this != TooLarge && (Status is 0 or 408 or 429 or >= 500);

    public bool Is(string word) => Type == "urn:hub:problem:" + word;

    /// <summary>Whether the hub did answer, and falsely: for its operator to know.</summary>
    public bool IsFault => this == Unreadable || this == FalseReceipt || this == TooLarge;

    /// <summary>For the caller: the hub's own problem, with its type. It promises no repetition: what is kept is asked about again, and a call that keeps nothing is not.</summary>
    public IResult ToResult() => IsFault
        ? Problems.OfType(502, Type, "服务的回执或答复不能验证，本操作没有得到确认。", "请联系服务的运营方，并核对当前状态后再操作。")
        : Status == 0
        ? Problems.OfType(503, Type, "暂时不能连接服务。", "请稍后重试。")
        : Results.Text(Encoding.UTF8.GetString(Body), "application/problem+json", Encoding.UTF8, Status);

    public static HubProblem Of(int status, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String)
                return new HubProblem(status, type.GetString()!, body);
        }
        catch (JsonException)
        {
            // A proxy's page: the status says what there is to say.
        }
        return new HubProblem(status, "about:blank", "{}"u8.ToArray());
    }
}

/// <summary>What the hub answered: a value or a problem.</summary>
internal sealed record HubAnswer<T>(T? Value, HubProblem? Problem) where T : class;
