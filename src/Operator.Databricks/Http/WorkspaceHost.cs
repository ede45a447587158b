using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.RegularExpressions;

namespace Operator.Databricks.Http;

/// <summary>Where a workspace is: <c>https://name[:port]</c> and nothing else. A value of this type has passed the rules.</summary>
public sealed partial record WorkspaceHost
{
    /// <summary>
    /// The domains of workspaces in the three clouds, those of governments and of China included (behavior §7.1). Not their parents: below those are pages that
    /// others run for Databricks.
    /// </summary>
    private static readonly string[] DatabricksDomains =
        [".cloud.databricks.com", ".gcp.databricks.com", ".azuredatabricks.net", ".cloud.databricks.us", ".databricks.azure.us", ".databricks.azure.cn"];

    private WorkspaceHost(Uri address, bool allowsThisMachine) => (Address, AllowsThisMachine) = (address, allowsThisMachine);

    /// <summary>Scheme, name and port, with <c>/</c> as its path.</summary>
    public Uri Address { get; }

    /// <summary>Whether the name may stand for the machine the operator runs on: in tests and with the simulator only.</summary>
    public bool AllowsThisMachine { get; }

    /// <summary>True when only Databricks can be behind the name: it is one of its own, and a certificate proves it.</summary>
    public bool IsDatabricks => Address.Scheme == Uri.UriSchemeHttps
        && DatabricksDomains.Any(domain => Address.IdnHost.TrimEnd('.').EndsWith(domain, StringComparison.OrdinalIgnoreCase));

    /// <param name="text">What the user wrote.</param>
    /// <param name="allowInsecure">Also takes http, IP addresses and names that mean this machine; for tests and the simulator.</param>
    /// <param name="host">The host, when the result is true.</param>
    /// <param name="reason">Why not, for the user, when the result is false.</param>
    public static bool TryParse(string? text, bool allowInsecure, [NotNullWhen(true)] out WorkspaceHost? host, [NotNullWhen(false)] out string? reason)
    {
        host = null;
        // Taken before parsing, so that what is judged and called is the authority that a reader sees in the text.
        text = text is not null && Page().Match(text) is { Success: true } page ? page.Groups[1].Value : text;
        reason = FormProblem(text);
        if (reason is not null)
        {
            return false;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic)
        {
            reason = "the host name is not valid";
            return false;
        }

        reason = SchemeProblem(address, allowInsecure) ?? PartsProblem(address) ?? NameProblem(address, allowInsecure);
        host = reason is null ? new WorkspaceHost(new Uri(address.GetLeftPart(UriPartial.Authority)), allowInsecure) : null;
        return host is not null;
    }

    /// <summary>The address of a page of a workspace, as a browser shows it; its parameter <c>o</c> is the id of the workspace that the host is.</summary>
    [GeneratedRegex(@"\A(https?://[^/?#@\s\\%]+)/[^?#\s\\%]*\?o=[0-9]+([&#]\S*)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Page();

    /// <summary>As users write it: without the slash.</summary>
    public override string ToString() => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Before parsing: <see cref="Uri"/> repairs what no other program would read the same way.</summary>
    private static string? FormProblem(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "the host is empty";
        }

        if (text.Length > 260)
        {
            return "the host is longer than 260 characters";
        }

        return text.Any(character => character is <= ' ' or >= '\x7f' or '\\' or '%')
            ? "the host may contain printable ASCII characters only, and neither a backslash nor a percent sign"
            : null;
    }

    private static string? SchemeProblem(Uri address, bool allowInsecure) => address.Scheme switch
    {
        "https" => null,
        "http" when allowInsecure => null,
        "http" => "the host must use https (http is for --allow-insecure-hosts)",
        _ => "the host must begin with https://",
    };

    private static string? PartsProblem(Uri address) =>
        address.UserInfo.Length > 0 || address.PathAndQuery != "/" || address.Fragment.Length > 0 || address.OriginalString.AsSpan().ContainsAny("@?#")
            ? "the host is https://name or https://name:port, without user, path or query"
            : null;

    private static string? NameProblem(Uri address, bool allowInsecure)
    {
        var name = address.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(name, out var ip))
        {
            return ForbiddenAddresses.Contains(ip) ? "link-local and metadata addresses are never a workspace"
                : allowInsecure ? null
                : "the host must be a name, not an IP address (allowed with --allow-insecure-hosts)";
        }

        if (ForbiddenAddresses.ContainsName(name))
        {
            return "link-local and metadata addresses are never a workspace";
        }

        return !allowInsecure && (name is "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal))
            ? "localhost is allowed with --allow-insecure-hosts only"
            : null;
    }
}
