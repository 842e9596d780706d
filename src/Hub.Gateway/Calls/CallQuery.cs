using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Hub.Gateway.Calls;

/// <summary>Reads query parameters as strictly as bodies.</summary>
internal static class CallQuery
{
    /// <summary>The largest integer of the wire (protocol, section 1).</summary>
    public const long MaxInteger = (1L << 53) - 1;

    /// <summary>An integer without sign; 0 if it is not there. False if it is there twice, is not an integer, or is larger than <paramref name="max"/>.</summary>
    public static bool TryInteger(HttpContext context, string name, long max, out long value)
    {
        value = 0;
        var values = context.Request.Query[name];
        return values.Count == 0 || (values is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max);
    }
}
