using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>What one person, group or service principal may do with the object.</summary>
[ExactlyOneOf(CommonRules.Principals)]
public sealed class AccessControlEntry
{
    /// <summary>A user, by login name.</summary>
    /// <example>ada@example.com</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? UserName { get; set; }

    /// <summary>A group, by name.</summary>
    /// <example>data-engineers</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? GroupName { get; set; }

    /// <summary>A service principal, by application id.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? ServicePrincipalName { get; set; }

    /// <summary>
    /// What is granted. Clusters: CAN_ATTACH_TO, CAN_RESTART, CAN_MANAGE. Jobs: CAN_VIEW, CAN_MANAGE_RUN, IS_OWNER, CAN_MANAGE.
    /// Notebooks: CAN_READ, CAN_RUN, CAN_EDIT, CAN_MANAGE. SQL warehouses: CAN_VIEW, CAN_USE, CAN_MONITOR, IS_OWNER, CAN_MANAGE.
    /// </summary>
    /// <example>CAN_MANAGE</example>
    [Required]
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues(
        "CAN_ATTACH_TO", "CAN_RESTART", "CAN_VIEW", "CAN_MANAGE_RUN", "IS_OWNER", "CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_USE", "CAN_MONITOR", "CAN_MANAGE")]
    public string PermissionLevel { get; set; } = "";
}
