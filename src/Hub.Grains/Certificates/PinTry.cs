using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;

namespace Hub.Grains.Certificates;

/// <summary>One evaluation of a PIN (口令尝试), as it is kept. Nothing of the PIN can be learnt from it.</summary>
internal sealed record PinTry
{
    /// <summary>When it was counted: the hub's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Which key it was answered under.</summary>
    public int Version { get; init; }

    /// <summary>Its name by <see cref="NameOf"/>. Empty for one that nobody made: see <see cref="PinGuardRules.Effective"/>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its place in the row when it was counted, from 1.</summary>
    public int Place { get; init; }

    /// <summary>A signature showed that the PIN was right.</summary>
    public bool Cleared { get; init; }

    /// <summary>It has started a change of the PIN, and cannot start another one.</summary>
    public bool Spent { get; init; }

    /// <summary>The name of the try that evaluates B for the nonce N (32 bytes): Base64 of SHA-256(N, SHA-256(B) in hex), shorter than both.</summary>
    public static string NameOf(ReadOnlySpan<byte> nonce, PinTryId id) =>
        Convert.ToBase64String(SHA256.HashData([.. nonce, .. Encoding.ASCII.GetBytes(id.ToString())]));
}
