using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Hub.Gateway.Limits;

/// <summary>An IPv4 address or an IPv6 network of 64 bits, which one customer has to itself.</summary>
internal readonly record struct AddressKey(ulong High, uint Low)
{
    /// <summary>Whom a request came from, as far as it is known: behind a named proxy whoever that proxy speaks for.</summary>
    public static AddressKey Of(HttpContext context) => Of(context.Connection.RemoteIpAddress ?? IPAddress.None);

    /// <summary>The key of an address.</summary>
    public static AddressKey Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new AddressKey(0, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), 0);
    }
}
