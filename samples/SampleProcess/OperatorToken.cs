using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SampleProcess;

/// <summary>The secret of whoever runs the process: a file <c>operator.token</c> (mode 0600) in its data folder, sent as <c>Authorization: Bearer</c>.</summary>
public sealed class OperatorToken
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "operator.token";

    private readonly byte[] _expected;

    private OperatorToken(string token) => _expected = SHA256.HashData(Encoding.UTF8.GetBytes("Bearer " + token));

    /// <summary>Reads the file, or makes it at the first start.</summary>
    public static OperatorToken LoadOrCreate(string dataFolder)
    {
        var path = Path.Combine(dataFolder, FileName);
        if (DurableFile.Read(path) is not { } stored)
        {
            stored = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
            DurableFile.Write(path, stored, secret: true);
        }
        return new OperatorToken(Encoding.ASCII.GetString(stored).Trim());
    }

    /// <summary>Whether a request carries the secret; compared in constant time.</summary>
    public bool Admits(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString())), _expected);

    /// <summary>A filter that lets nobody else in.</summary>
    public async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => Admits(context.HttpContext.Request)
        ? await next(context)
        : Problems.Of(401, "unauthenticated", "缺少操作员令牌，或令牌不正确。", "请使用数据目录中 operator.token 的内容。");

    /// <summary>Never the secret.</summary>
    public override string ToString() => "***";
}
