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

    /// <summary>Whether the same call may go through later.</summary>
    public bool IsPassing => Status is 0 or 408 or 429 or >= 500;

    public bool Is(string word) => Type == "urn:hub:problem:" + word;

    /// <summary>For the caller: the hub's own problem, with its type.</summary>
    public IResult ToResult() => Status == 0
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
