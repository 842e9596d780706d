using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Gateway.Tests.Hosting;

namespace Hub.Gateway.Tests.Calls;

public sealed partial class InterfaceDocumentTests
{
    [GeneratedRegex(@"`(GET|POST|DELETE) (/api/[^`?]+)")]
    private static partial Regex Route();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();

    [GeneratedRegex("\"\\$ref\":\\s*\"#/components/schemas/([^\"]+)\"")]
    private static partial Regex Reference();

    [Fact]
    public async Task The_document_lists_every_call_of_the_protocol_and_no_other_of_the_platforms()
    {
        await using var host = await GatewayHost.StartAsync();
        var document = JsonDocument.Parse(await host.Api.GetStringAsync("/openapi/v1.json")).RootElement;
        var listed = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(call => call.Name.ToUpperInvariant() + " " + Place().Replace(path.Name, "{}")))
            .Where(call => call.Contains(" /api/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var wanted = Protocol.Table("### 7.1").Select(row => Route().Match(row[0])).Where(match => match.Success)
            .Select(match => match.Groups[1].Value + " " + Place().Replace(match.Groups[2].Value, "{}")).Append("POST /api/authorities/{}/crls").Order(StringComparer.Ordinal);
        Assert.Equal(wanted, listed);
    }

    [Fact]
    public async Task Every_call_says_what_it_takes_and_gives_and_every_reference_leads_somewhere()
    {
        await using var host = await GatewayHost.StartAsync();
        var text = await host.Api.GetStringAsync("/openapi/v1.json");
        var document = JsonDocument.Parse(text).RootElement;
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.All(Reference().Matches(text), match => Assert.True(schemas.TryGetProperty(match.Groups[1].Value, out _), match.Value));
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var call in path.Value.EnumerateObject())
            {
                var responses = call.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToList();
                Assert.Contains(responses, status => status.StartsWith('2'));
                Assert.Contains("400", responses);
                var places = Place().Count(path.Name);
                var inPath = call.Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().Count(it => it.GetProperty("in").GetString() == "path") : 0;
                Assert.Equal(places, inPath);
                if (call.Name == "post")
                    Assert.True(call.Value.TryGetProperty("requestBody", out _), path.Name);
            }
        }
        var receipt = schemas.EnumerateObject().Single(schema => schema.Name == "ReceiptObject").Value;
        Assert.True(receipt.GetProperty("properties").TryGetProperty("leaf", out _));
        Assert.DoesNotContain("/admin", text, StringComparison.Ordinal);
    }
}
