using Hub.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace SampleProcess;

/// <summary>A request's body that was read, or why not.</summary>
/// <param name="Refusal">Null if <paramref name="Value"/> is there.</param>
public sealed record Body<T>(T? Value, IResult? Refusal) where T : class;

/// <summary>Reads bodies with a bound, and strictly: as the hub's protocol does it.</summary>
public static class Body
{
    /// <summary>The raw bytes.</summary>
    /// <param name="limit">More bytes than this are refused before anything is parsed.</param>
    public static async Task<Body<byte[]>> ReadBytesAsync(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit)
            return new Body<byte[]>(null, TooLarge());
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = limit;
        using var buffer = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException refused) when (refused.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Body<byte[]>(null, TooLarge());
        }
        return new Body<byte[]>(buffer.ToArray(), null);
    }

    /// <summary>One JSON object.</summary>
    public static async Task<Body<T>> ReadAsync<T>(HttpRequest request, int limit, Func<RecordReader, T?> read) where T : class
    {
        var bytes = await ReadBytesAsync(request, limit);
        if (bytes.Value is null)
            return new Body<T>(null, bytes.Refusal);
        return RecordReader.TryRead(bytes.Value, limit, read, out var value, out var defect) ? new Body<T>(value, null) : new Body<T>(null, Problems.Malformed(defect));
    }

    private static IResult TooLarge() => Problems.Of(413, "too-large", "请求的内容过长。");
}
