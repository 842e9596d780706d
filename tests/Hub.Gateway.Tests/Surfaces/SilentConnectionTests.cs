using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Gateway.Surfaces;
using Hub.Gateway.Tests.Hosting;

namespace Hub.Gateway.Tests.Surfaces;

public sealed class SilentConnectionTests : IDisposable
{
    private readonly List<TcpClient> _clients = [];

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    [Fact]
    public async Task A_connection_that_never_says_anything_is_hung_up_on_and_one_that_spoke_is_not()
    {
        await using var host = await GatewayHost.StartAsync();
        var spoke = await ConnectAsync(host.Addresses.Phone, "127.0.0.5");
        await AskAsync(spoke);
        var connections = 1;
        foreach (var surface in new[] { host.Addresses.Api, host.Addresses.Phone, host.Addresses.Management })
        {
            var silent = await ConnectAsync(surface, "127.0.0.5");
            await host.Time.BegunAsync(FirstByte.Patience, ++connections);
            host.Time.Advance(FirstByte.Patience);
            await Eventually.TrueAsync(() => IsClosed(silent));
        }
        await AskAsync(spoke);
    }

    [Fact]
    public async Task A_silent_connection_is_left_in_peace_until_its_time_is_over()
    {
        await using var host = await GatewayHost.StartAsync();
        var client = await ConnectAsync(host.Addresses.Phone, "127.0.0.5");
        await host.Time.BegunAsync(FirstByte.Patience);
        host.Time.Advance(FirstByte.Patience - TimeSpan.FromMilliseconds(1));
        await AskAsync(client);
    }

    [Fact]
    public async Task One_address_cannot_take_all_connections_of_a_surface()
    {
        await using var host = await GatewayHost.StartAsync(configure: options => options.MaxConnections = 100);
        var reset = 0;
        for (var i = 0; i < 100; i++)
        {
            try
            {
                await ConnectAsync(host.Addresses.Phone, "127.0.0.5");
            }
            catch (SocketException)
            {
                reset++; // Hung up on before the client had noticed that it was connected.
            }
        }
        await Eventually.TrueAsync(() => reset + _clients.Count(client => client.Connected && IsClosed(client)) == 34);
        Assert.True((await host.Phone.GetAsync("/p/time")).IsSuccessStatusCode);
        // What it gives back it may have again.
        _clients.ForEach(client => client.Dispose());
        await Eventually.TrueAsync(() => IsServed(host, "127.0.0.5"));
    }

    [Fact]
    public async Task A_named_proxy_speaks_for_many_and_may_have_them_all()
    {
        await using var host = await GatewayHost.StartAsync(configure: options =>
        {
            options.MaxConnections = 100;
            options.TrustedProxies.Add("127.0.0.5");
        });
        for (var i = 0; i < 99; i++)
            await ConnectAsync(host.Addresses.Phone, "127.0.0.5");
        await AskAsync(await ConnectAsync(host.Addresses.Phone, "127.0.0.5"));
        Assert.DoesNotContain(_clients, IsClosed);
    }

    [Fact]
    public async Task One_address_gets_no_more_by_calling_at_two_surfaces_and_operators_get_in()
    {
        await using var host = await GatewayHost.StartAsync(configure: options => options.MaxConnections = 100);
        var reset = await ConnectToBothAsync(host, 60);
        await Eventually.TrueAsync(() => reset + _clients.Count(client => client.Connected && IsClosed(client)) == 54);
        Assert.True((await host.Phone.GetAsync("/p/time")).IsSuccessStatusCode);
        Assert.True((await host.Management.GetAsync("/health/live")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task All_addresses_together_get_no_more_by_calling_at_two_surfaces_and_operators_get_in()
    {
        await using var host = await GatewayHost.StartAsync(configure: options =>
        {
            options.MaxConnections = 100;
            options.TrustedProxies.Add("127.0.0.5");
        });
        var reset = await ConnectToBothAsync(host, 60);
        await Eventually.TrueAsync(() => reset + _clients.Count(client => client.Connected && IsClosed(client)) == 20);
        Assert.False(IsServed(host, "127.0.0.6"));
        Assert.True((await host.Management.GetAsync("/health/live")).IsSuccessStatusCode);
        // What is given back others may have.
        _clients.ForEach(client => client.Dispose());
        await Eventually.TrueAsync(() => IsServed(host, "127.0.0.6"));
    }

    // As many to each; how many were hung up on before the client had noticed that it was connected.
    private async Task<int> ConnectToBothAsync(GatewayHost host, int each)
    {
        var reset = 0;
        for (var i = 0; i < each * 2; i++)
        {
            try
            {
                await ConnectAsync(i % 2 == 0 ? host.Addresses.Phone : host.Addresses.Api, "127.0.0.5");
            }
            catch (SocketException)
            {
                reset++;
            }
        }
        return reset;
    }

    private async Task<TcpClient> ConnectAsync(Uri surface, string from)
    {
        var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        _clients.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, surface.Port);
        return client;
    }

    private static bool IsClosed(TcpClient client) => client.Client.Poll(0, SelectMode.SelectRead) && client.Available == 0;

    private static async Task AskAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /p/time HTTP/1.1\r\nHost: hub\r\n\r\n"));
        var answer = new byte[1024];
        using var deadline = new CancellationTokenSource(Eventually.Patience);
        var length = await client.GetStream().ReadAsync(answer, deadline.Token);
        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    private static bool IsServed(GatewayHost host, string from)
    {
        using var client = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        client.ReceiveTimeout = 1_000;
        try
        {
            client.Connect(IPAddress.Loopback, host.Addresses.Phone.Port);
            client.Client.Send("GET /p/time HTTP/1.1\r\nHost: hub\r\n\r\n"u8);
            var answer = new byte[1024];
            return Encoding.ASCII.GetString(answer, 0, client.Client.Receive(answer)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false; // Its own old connections may not be gone yet.
        }
    }
}
