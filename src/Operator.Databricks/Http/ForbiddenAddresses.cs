using System.Net;
using System.Net.Sockets;

namespace Operator.Databricks.Http;

/// <summary>
/// Addresses that are never a workspace and often hold credentials: link-local ranges and the metadata services of the clouds. A user who may
/// write a DatabricksWorkspace must not be able to point the operator, and its token, there.
/// </summary>
internal static class ForbiddenAddresses
{
    private static readonly IPNetwork[] Networks =
    [
        IPNetwork.Parse("169.254.0.0/16"), // link-local: AWS, Azure, GCP, Oracle metadata
        IPNetwork.Parse("fe80::/10"), // link-local
        IPNetwork.Parse("fd00:ec2::/32"), // AWS metadata over IPv6
        IPNetwork.Parse("168.63.129.16/32"), // Azure's host agent
        IPNetwork.Parse("100.100.100.200/32"), // Alibaba metadata
        IPNetwork.Parse("192.0.0.192/32"), // Oracle metadata
        IPNetwork.Parse("0.0.0.0/8"), // "this host": connects to loopback on Linux
    ];

    /// <summary>Ranges whose last four bytes are the IPv4 address that packets end up at: NAT64, standard and of a site, and IPv4-compatible.</summary>
    private static readonly IPNetwork[] Embedding = [IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("64:ff9b:1::/48"), IPNetwork.Parse("::/96")];

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    private static readonly string[] Names = ["metadata", "metadata.google.internal", "metadata.azure.internal", "instance-data", "instance-data.ec2.internal"];

    public static bool Contains(IPAddress address)
    {
        var plain = Plain(address);
        return plain.Equals(IPAddress.IPv6Any) || Networks.Any(network => network.Contains(plain));
    }

    /// <summary>This machine: what listens there trusts its callers.</summary>
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(Plain(address));

    /// <summary>The address that packets really go to.</summary>
    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address) || address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        return Embedding.Any(network => network.Contains(address)) ? new IPAddress(bytes.AsSpan(12, 4))
            : SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : address;
    }

    public static bool ContainsName(string host) => Names.Contains(host, StringComparer.OrdinalIgnoreCase);
}
