using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Hub.Bench.Secrecy;

/// <summary>
/// Asks over HTTP from many addresses in turn, since one that nobody's signature vouches for gets 600 answers a minute. A real and an invented id are asked from the same address over
/// the same kept-alive connection.
/// </summary>
internal sealed class Asker : IDisposable
{
    private const int Addresses = 60;
    private readonly HttpClient[] _clients = [.. Enumerable.Range(0, Addresses).Select(number => From(IPAddress.Parse($"127.0.1.{number + 1}")))];

    public Question Post(int number, Uri address, byte[] body, string? bearer = null) => new(cancellation => SendAsync(number, HttpMethod.Post, address, body, bearer, cancellation));

    public Question Get(int number, Uri address, string bearer) => new(cancellation => SendAsync(number, HttpMethod.Get, address, null, bearer, cancellation));

    public void Dispose()
    {
        foreach (var client in _clients)
            client.Dispose();
    }

    private async Task<string> SendAsync(int number, HttpMethod method, Uri address, byte[]? body, string? bearer, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var response = await _clients[number % Addresses].SendAsync(request, cancellation);
        await response.Content.ReadAsByteArrayAsync(cancellation);
        return ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static HttpClient From(IPAddress address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { Timeout = TimeSpan.FromSeconds(20) };
}
