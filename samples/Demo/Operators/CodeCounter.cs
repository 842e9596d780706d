using Demo.Processes;
using Hub.Cryptography;

namespace Demo.Operators;

/// <summary>The CA's counter, where an applicant gets a code (申领码).</summary>
internal sealed class CodeCounter(House house, HttpClient http)
{
    private readonly JsonCalls _ca = new(http, house.Ca, house.CaToken);

    public async Task<string> GetAsync(CreditCode creditCode, string enterprise, string holder, CancellationToken cancellation) =>
        (await _ca.SendAsync(HttpMethod.Post, "/operator/codes", new { creditCode = creditCode.ToString(), enterprise, holder }, cancellation)).GetProperty("code").GetString()!;
}
