using System.Net;

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

    private static readonly string[] Names = ["metadata", "metadata.google.internal", "metadata.azure.internal", "instance-data", "instance-data.ec2.internal"];

    public static bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.Equals(IPAddress.IPv6Any) || Networks.Any(network => network.Contains(plain));
    }

    public static bool ContainsName(string host) => Names.Contains(host, StringComparer.OrdinalIgnoreCase);
}
