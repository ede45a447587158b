using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>How to reach the workspace, and who may use it.</summary>
[ValidationRule(
    "!(has(self.auth.workloadIdentity) || has(self.auth.azureManagedIdentity) || has(self.auth.azureWorkloadIdentity)) || self.host.lowerAscii().matches("
        + "'^https://[^:/]*[.](cloud[.]databricks[.]com|gcp[.]databricks[.]com|azuredatabricks[.]net"
        + "|cloud[.]databricks[.]us|databricks[.]azure[.]us|databricks[.]azure[.]cn)[.]?(:[0-9]+)?(/.*)?$')",
    "host: workloadIdentity, azureManagedIdentity and azureWorkloadIdentity are for https hosts of Databricks' own domains only")]
public sealed class DatabricksWorkspaceSpec
{
    /// <summary>
    /// The workspace's address: https://name or https://name:port; of the address of a page as a browser shows it, which ends in ?o= and the
    /// workspace's id, only that part is used. http, IP addresses and localhost are refused unless the
    /// operator runs with --allow-insecure-hosts.
    /// </summary>
    /// <example>https://adb-1234567890123456.7.azuredatabricks.net</example>
    [Required]
    [Length(8, 260)]
    [Pattern("^https?://[^/?#@\\s\\\\%]+(/?|/[^?#\\s\\\\%]*[?]o=[0-9]+([&#]\\S*)?)$")]
    public string Host { get; set; } = "";

    /// <summary>As whom the operator works in the workspace.</summary>
    [Required]
    public WorkspaceAuth Auth { get; set; } = new();

    /// <summary>How much of the workspace's allowance of calls the operator takes.</summary>
    [DefaultValue("{}")]
    public WorkspaceLimits? Limits { get; set; }

    /// <summary>How the operator looks for changes made in the workspace.</summary>
    public WorkspaceObservation? Observation { get; set; }

    /// <summary>The namespaces whose objects may use this workspace. Default: this namespace only.</summary>
    [DefaultValue("{}")]
    public AllowedNamespaces? AllowedNamespaces { get; set; }

    /// <summary>What the objects that use this workspace are limited to. Default: nothing but the rights of the operator's identity there.</summary>
    public WorkspaceRestrictions? Restrictions { get; set; }

    /// <summary>
    /// PEM certificates of the authorities to trust in place of the system's, for example those of a proxy that inspects TLS. Counts for
    /// connections to host; not for the sign-in service of Azure.
    /// </summary>
    /// <example>-----BEGIN CERTIFICATE----- MIIB... -----END CERTIFICATE-----</example>
    [Length(1, 131072)]
    [Pattern("-----BEGIN CERTIFICATE-----")]
    public string? CaBundle { get; set; }

    /// <summary>
    /// Where further PEM certificates of authorities are: trusted besides the system's, or besides those of caBundle where that is set. A new value takes
    /// effect within seconds for connections that are made from then on; those that are open already end within five minutes.
    /// </summary>
    public CaBundleSource? CaBundleFrom { get; set; }

    /// <summary>The versions of the REST API to use, where there are several.</summary>
    public WorkspaceApiVersions? ApiVersions { get; set; }

    /// <summary>
    /// While true nothing is called in the workspace: its objects keep what Ready says and show Synced Unknown/Suspended, and deletions wait. Default: false.
    /// </summary>
    /// <example>true</example>
    public bool? Suspend { get; set; }
}

/// <summary>How much of the workspace's allowance the operator takes; it is shared with people and other tools.</summary>
public sealed class WorkspaceLimits
{
    /// <summary>Requests per second in the long run. Default: 15.</summary>
    /// <example>15</example>
    [RangeMinimum(1)]
    [RangeMaximum(1000)]
    [DefaultValue("15")]
    public int? RequestsPerSecond { get; set; }

    /// <summary>Requests that may go at once after a quiet time. Default: 15.</summary>
    /// <example>15</example>
    [RangeMinimum(1)]
    [RangeMaximum(1000)]
    [DefaultValue("15")]
    public int? Burst { get; set; }

    /// <summary>Requests under way at the same time. Default: 16.</summary>
    /// <example>16</example>
    [RangeMinimum(1)]
    [RangeMaximum(100)]
    [DefaultValue("16")]
    public int? MaxConcurrent { get; set; }
}

/// <summary>How the operator looks for changes made in the workspace.</summary>
public sealed class WorkspaceObservation
{
    /// <summary>Seconds between looks. Default: the operator's option observationPeriodSeconds.</summary>
    /// <example>60</example>
    [RangeMinimum(5)]
    [RangeMaximum(3600)]
    public int? PeriodSeconds { get; set; }
}

/// <summary>Where certificates of authorities are: exactly one place, in the same namespace.</summary>
[ExactlyOneOf("configMapKeyRef, secretKeyRef")]
public sealed class CaBundleSource
{
    /// <summary>An entry of a ConfigMap.</summary>
    public ConfigMapKeyReference? ConfigMapKeyRef { get; set; }

    /// <summary>An entry of a Secret.</summary>
    public SecretKeyReference? SecretKeyRef { get; set; }
}

/// <summary>The versions in the paths of API families that have several.</summary>
public sealed class WorkspaceApiVersions
{
    /// <summary>Version of the clusters API. Default: 2.1.</summary>
    /// <example>2.1</example>
    [EnumValues("2.0", "2.1")]
    public string? Clusters { get; set; }

    /// <summary>Version of the jobs API. Default: 2.2.</summary>
    /// <example>2.2</example>
    [EnumValues("2.1", "2.2")]
    public string? Jobs { get; set; }
}
