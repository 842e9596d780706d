using Microsoft.AspNetCore.Http;

namespace SampleProcess;

/// <summary>Refusals as RFC 9457 problem details: a stable type, a Chinese sentence for a person, and what to do next.</summary>
public static class Problems
{
    /// <summary>A problem of the samples' own, <c>urn:sample:problem:…</c>.</summary>
    public static IResult Of(int status, string word, string detail, string next = "") => OfType(status, "urn:sample:problem:" + word, detail, next);

    /// <summary>A problem whose type is somebody else's: the hub's protocol names some for those who answer the hub.</summary>
    public static IResult OfType(int status, string type, string detail, string next = "") =>
        Results.Problem(detail, statusCode: status, title: type[(type.LastIndexOf(':') + 1)..], type: type, extensions: new Dictionary<string, object?> { ["next"] = next });

    /// <summary>The body is not what it has to be.</summary>
    public static IResult Malformed(string where) =>
        Results.Problem("请求的内容不符合格式要求。", statusCode: 400, title: "malformed", type: "urn:sample:problem:malformed", extensions: new Dictionary<string, object?> { ["next"] = "", ["where"] = where });

    /// <summary>There is no such thing.</summary>
    public static IResult NotFound() => Of(404, "not-found", "没有找到。");
}
