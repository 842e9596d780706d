namespace Hub.Phone.Tests;

/// <summary>A network that brings every request to the hub, and some answers back to nobody.</summary>
internal sealed class Lossy(HttpMessageHandler inner, Func<string, bool> isLost) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        return isLost(request.RequestUri!.AbsolutePath) ? throw new HttpRequestException("lost") : answer;
    }
}
