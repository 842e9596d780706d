using System.Text.Json;

namespace Hub.EndToEnd.Tests.World;

/// <summary>An answer of the hub, status and bytes.</summary>
internal sealed record CallAnswer(int Status, byte[] Body)
{
    private const string Prefix = "urn:hub:problem:";

    /// <summary>The body, once it is known to be JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The problem's type without its prefix; empty for a success.</summary>
    public string Problem => Status < 400 ? "" : Json.GetProperty("type").GetString()![Prefix.Length..];

    /// <summary>The body of a success, or a failure that shows the problem.</summary>
    public JsonElement Value
    {
        get
        {
            Assert.True(Status < 400, ToString());
            return Body.Length == 0 ? default : Json;
        }
    }

    public override string ToString() => $"{Status} {System.Text.Encoding.UTF8.GetString(Body)}";
}
