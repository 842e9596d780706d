using System.Net;

namespace Hub.Phone.Tests;

/// <summary>A bad network, the same for the same seed: requests that never arrive, answers that never come back, hubs that are busy.</summary>
internal sealed class SeededFaults(HttpMessageHandler inner, int seed) : DelegatingHandler(inner)
{
    private readonly Random _random = new(seed);
    private int _inARow;

    public int Count { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fault = _inARow < 3 ? _random.Next(6) : 6;
        _inARow = fault < 3 ? _inARow + 1 : 0;
        Count += fault < 3 ? 1 : 0;
        if (fault == 0)
            throw new HttpRequestException("The request is lost.");
        if (fault == 1)
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new ByteArrayContent([]) };
        var answer = await base.SendAsync(request, cancellationToken);
        if (fault != 2)
            return answer;
        answer.Dispose();
        throw new HttpRequestException("The answer is lost.");
    }
}
