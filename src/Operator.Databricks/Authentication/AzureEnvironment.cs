using Operator.Databricks.Http;

namespace Operator.Databricks.Authentication;

/// <summary>One of Azure's clouds (behavior §7.2).</summary>
/// <param name="Authority">Where Entra ID gives tokens; with a slash at its end.</param>
/// <param name="ManagementResource">The resource of tokens for Azure Resource Manager.</param>
public sealed record AzureEnvironment(Uri Authority, Uri ManagementResource)
{
    /// <summary>The application id of Azure Databricks, the resource of every token: the same in all clouds.</summary>
    public const string DatabricksResource = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

    public static AzureEnvironment Public { get; } = new(new("https://login.microsoftonline.com/"), new("https://management.core.windows.net/"));

    public static AzureEnvironment UsGovernment { get; } = new(new("https://login.microsoftonline.us/"), new("https://management.core.usgovcloudapi.net/"));

    public static AzureEnvironment China { get; } = new(new("https://login.chinacloudapi.cn/"), new("https://management.core.chinacloudapi.cn/"));

    /// <summary>The cloud of a workspace, by the end of its name (behavior §7.1); the public one for any other name.</summary>
    public static AzureEnvironment Of(WorkspaceHost host) => host.Address.IdnHost.TrimEnd('.') switch
    {
        var name when name.EndsWith(".databricks.azure.us", StringComparison.OrdinalIgnoreCase) => UsGovernment,
        var name when name.EndsWith(".databricks.azure.cn", StringComparison.OrdinalIgnoreCase) => China,
        _ => Public,
    };
}
