using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Hub.Gateway.Authorities;
using Hub.Gateway.Challenges;
using Hub.Gateway.Enterprises;
using Hub.Gateway.Feed;
using Hub.Gateway.Live;
using Hub.Gateway.Openings;
using Hub.Gateway.Phones;
using Hub.Gateway.Tests.Hosting;
using Hub.Gateway.Wire;

namespace Hub.Gateway.Tests.Calls;

/// <summary>The answers of sections 5 to 7 of docs/protocol.md against what the gateway writes: the same members in the same order, and those that may be left out with a question mark.</summary>
public sealed partial class AnswersPageTests
{
    [GeneratedRegex("^\"(\\w+)\"(\\?)?")]
    private static partial Regex Member();

    [Theory]
    [InlineData("### 5.1", "\"challenge\",\"kind\"", typeof(ScanBody))]
    [InlineData("### 5.1", "\"version\",\"triesLeft\"", typeof(PinBody))]
    [InlineData("### 5.2", "\"evaluated\"", typeof(EvaluationBody))]
    [InlineData("### 5.3", "\"challenge\",\"state\"", typeof(AcknowledgementBody))]
    [InlineData("### 5.5", "\"version\"", typeof(PinChangeBody))]
    [InlineData("### 5.6", "\"serverTime\"", typeof(TimeBody))]
    [InlineData("## 6.", "\"hub\",\"authority\"", typeof(EnrolmentBody))]
    [InlineData("### 6.2", "\"number\"", typeof(CrlBody))]
    [InlineData("### 7.1", "\"hub\",\"serverTime\"", typeof(HubBody))]
    [InlineData("### 7.1", "\"opening\",\"generation\",\"descriptor\"", typeof(DescribedBody))]
    [InlineData("### 7.1", "\"opening\",\"generation\",\"phase\"", typeof(OpeningBody))]
    [InlineData("### 7.1", "\"challenge\",\"statement\"", typeof(CreatedBody))]
    [InlineData("### 7.1", "\"envelope\",\"challenge\"", typeof(RegisteredBody))]
    [InlineData("### 7.1", "\"receipt\"}", typeof(ReceiptBody))]
    [InlineData("### 7.1", "\"receipt\",", typeof(FrozenBody))]
    [InlineData("### 7.1", "\"number\",\"receipt\"", typeof(AmendedBody))]
    [InlineData("### 7.1", "\"epoch\",\"last\"", typeof(FeedBody))]
    [InlineData("### 7.1", "\"boardToken\"", typeof(BoardTokenBody))]
    [InlineData("### 7.1", "\"watchToken\"", typeof(WatchTokenBody))]
    [InlineData("### 7.1", "\"certificates\"", typeof(CertificatesBody))]
    [InlineData("### 7.1", "\"signKeyId\",\"encKeyId\"", typeof(CertificateBody))]
    [InlineData("### 7.2", "\"n\"", typeof(FeedEntryShape))]
    [InlineData("### 7.3", "\"challenge\",\"epoch\"", typeof(SnapshotBody))]
    [InlineData("### 7.3", "\"statement\"? (of", typeof(ResultBody))]
    [InlineData("### 7.3", "\"opening\",\"name\"", typeof(TermsBody))]
    [InlineData("### 7.3", "\"url\"", typeof(FramesBody))]
    [InlineData("### 7.3", "\"frame\",\"from\"", typeof(FrameBody))]
    [InlineData("### 7.3", "\"epoch\",\"number\"", typeof(BoardBody))]
    [InlineData("### 7.3", "\"tile\"", typeof(TileBody))]
    public void An_answer_has_the_members_of_the_page(string section, string begins, Type body) =>
        Assert.Equal(Written(body), Members(Protocol.Section(section), "{" + begins));

    // 3.10 describes receipts, which are written from the grains' bytes.
    [Fact]
    public void A_receipt_has_the_members_of_the_page() => Assert.Equal(Written(typeof(ReceiptShape)), Members(Protocol.Section("### 3.10"), "{\"leaf\""));

    // What the gateway's own options write, in their order; optional is what may be null.
    private static IEnumerable<string> Written(Type body)
    {
        var type = WireJson.Options.GetTypeInfo(body);
        Assert.Equal(JsonTypeInfoKind.Object, type.Kind);
        return type.Properties.Select(property => property.Name + (property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null ? "?" : ""));
    }

    // The members at the first level of the object that begins so.
    private static List<string> Members(string text, string begins)
    {
        var start = text.IndexOf(begins, StringComparison.Ordinal);
        Assert.True(start >= 0, "The page has no answer that begins with " + begins);
        var (depth, from, parts) = (0, start + 1, new List<string>());
        for (var i = start; ; i++)
        {
            if (text[i] is '{' or '[' or '(')
                depth++;
            else if (text[i] is '}' or ']' or ')' && --depth == 0)
            {
                parts.Add(text[from..i]);
                break;
            }
            else if (text[i] == ',' && depth == 1)
            {
                parts.Add(text[from..i]);
                from = i + 1;
            }
        }
        return [.. parts.Select(part => Member().Match(part.Trim())).Where(match => match.Success).Select(match => match.Groups[1].Value + match.Groups[2].Value)];
    }
}
