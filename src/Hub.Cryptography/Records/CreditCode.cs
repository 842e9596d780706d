using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Hub.Cryptography;

/// <summary>A unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last one a check character (A2).</summary>
public readonly record struct CreditCode
{
    // GB 32100-2015, 5.5: digits and capitals without I, O, S, V, Z; a character's value is its place.
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);
    private static readonly int[] Weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    private readonly string? _text;
    private CreditCode(string text) => _text = text;

    /// <summary>Reads a code; false for a wrong length, alphabet or check character.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CreditCode code)
    {
        code = default;
        if (text is not { Length: 18 } || text.AsSpan().ContainsAnyExcept(Allowed))
            return false;
        if (text[17] != CheckCharacter(text))
            return false;
        code = new CreditCode(text);
        return true;
    }

    /// <summary>The check character of the first 17 characters.</summary>
    /// <exception cref="ArgumentException">Fewer than 17 characters, or one outside the alphabet.</exception>
    public static char CheckCharacter(string firstSeventeen)
    {
        if (firstSeventeen.Length < 17 || firstSeventeen.AsSpan(0, 17).ContainsAnyExcept(Allowed))
            throw new ArgumentException("17 characters of the code's alphabet are needed.", nameof(firstSeventeen));
        var sum = 0;
        for (var i = 0; i < 17; i++)
            sum += Alphabet.IndexOf(firstSeventeen[i], StringComparison.Ordinal) * Weights[i];
        return Alphabet[(31 - sum % 31) % 31];
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}

/// <summary>An enterprise (企业): <c>en-</c> and its credit code. The enterprise, not the certificate, owns data (B4).</summary>
public readonly record struct EnterpriseId
{
    private const string Prefix = "en-";

    /// <summary>The id of the enterprise with this code.</summary>
    public EnterpriseId(CreditCode code) => Code = code;

    /// <summary>Its unified social credit code.</summary>
    public CreditCode Code { get; }

    /// <summary>Reads the one spelling of an id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EnterpriseId id)
    {
        id = default;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal) || !CreditCode.TryParse(text[Prefix.Length..], out var code))
            return false;
        id = new EnterpriseId(code);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + Code;
}
