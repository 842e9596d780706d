using Hub.Gateway.Surfaces;

namespace Hub.Gateway.Tests.Surfaces;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("https://127.0.0.1:8443", false)]
    [InlineData("http://hub.example.cn:80", false)]
    [InlineData("http://127.0.0.1:80/p", false)]
    public void A_surface_listens_at_an_address_of_its_machine_and_leaves_TLS_to_the_proxy(string url, bool taken) =>
        Assert.Equal(taken, ListenAddress.TryParse(url, out _));
}
