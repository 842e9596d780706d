using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Hub.Gateway.Management;

/// <summary>The operators' token: <c>Authorization: Bearer {what the file says}</c>. Read once, kept as a digest, compared in constant time.</summary>
internal sealed class AdminToken(IOptions<GatewayOptions> options)
{
    private const string Scheme = "Bearer ";
    private const int MinLength = 32;
    private const int MaxLength = 256;

    private readonly byte[] _digest = SHA256.HashData(Encoding.UTF8.GetBytes(File.ReadAllText(options.Value.AdminTokenFile).Trim()));

    /// <summary>What is wrong with the file; null if nothing is.</summary>
    public static string? Defect(string path)
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            return token.Length is >= MinLength and <= MaxLength && token.All(c => c is > ' ' and < '\u007f')
                ? null
                : $"'{path}' does not hold {MinLength} to {MaxLength} visible ASCII characters.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' cannot be read.";
        }
    }

    /// <summary>Whether the request carries the token.</summary>
    public bool IsOn(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..])), _digest);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
