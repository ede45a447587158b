using System.Text.Json.Nodes;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>A cluster that tasks of one run share. Libraries are given on the tasks.</summary>
[AtLeastOneOf("newCluster, extraSettings", Message = "give newCluster; another kind of compute goes into extraSettings")]
public sealed class JobClusterSpec
{
    /// <summary>The name by which tasks refer to it.</summary>
    /// <example>shared</example>
    [Required]
    [Length(1, 100)]
    [Pattern(Patterns.TaskKey)]
    public string JobClusterKey { get; set; } = "";

    /// <summary>The cluster's settings.</summary>
    /// <example>{"sparkVersion": "15.4.x-scala2.12", "nodeTypeId": "i3.xlarge", "numWorkers": 2}</example>
    public NewCluster? NewCluster { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExtraSettings"/>
    /// <example>{"serverless_compute_id": "0a1b2c3d4e5f6a7b"}</example>
    [PropertyLimits(0, 64)]
    [PreserveUnknownFields]
    public JsonObject? ExtraSettings { get; set; }
}

/// <summary>A cluster that is created for a run and ends with it.</summary>
[RequiredUnless("sparkVersion", "policyId", Message = "sparkVersion is required, unless policyId names a policy that decides it")]
[AtLeastOneOf(ClusterConditions.Size, Unless = "policyId", Message = ClusterConditions.SizeMessage)]
[AtLeastOneOf(ClusterConditions.Nodes, Unless = "policyId", Message = ClusterConditions.NodesMessage)]
[ValidationRule($"has(self.policyId) || {ClusterConditions.HasWorkersOrIsSingleNode}", ClusterConditions.WorkersMessage)]
public sealed class NewCluster : ClusterSpecBase;

/// <summary>What a serverless task finds installed.</summary>
public sealed class TaskEnvironmentSpec
{
    /// <summary>The name by which tasks refer to it.</summary>
    /// <example>default</example>
    [Required]
    [Length(1, 100)]
    [Pattern(Patterns.NotBlank)]
    public string EnvironmentKey { get; set; } = "";

    /// <summary>What is installed.</summary>
    public JobEnvironmentSpec? Spec { get; set; }
}

/// <summary>Version and packages of a serverless environment.</summary>
public sealed class JobEnvironmentSpec
{
    /// <summary>The version of the environment.</summary>
    /// <example>2</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    public string? EnvironmentVersion { get; set; }

    /// <summary>The older name of environmentVersion.</summary>
    /// <example>2</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    public string? Client { get; set; }

    /// <summary>Path of an environment file to begin with.</summary>
    /// <example>/Workspace/Shared/environments/base.yaml</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? BaseEnvironment { get; set; }

    /// <summary>Python packages as in a line of requirements.txt, in this order.</summary>
    /// <example>["pandas==2.2.3", "/Volumes/main/default/wheels/etl-1.0-py3-none-any.whl"]</example>
    [Items(0, 256)]
    [Length(1, 2048)]
    [XListType(XListType.Atomic)]
    public IList<string>? Dependencies { get; set; }

    /// <summary>Addresses of JAR files.</summary>
    /// <example>["/Volumes/main/default/jars/etl.jar"]</example>
    [Items(0, 256)]
    [Length(1, 2048)]
    [XListType(XListType.Atomic)]
    public IList<string>? JavaDependencies { get; set; }
}

/// <summary>A parameter of a run.</summary>
public sealed class JobParameter
{
    /// <summary>The parameter's name.</summary>
    /// <example>day</example>
    [Required]
    [Length(1, 100)]
    [Pattern("^[-_.A-Za-z0-9]+$")]
    public string Name { get; set; } = "";

    /// <summary>Its value where a run gives none.</summary>
    /// <example>2026-03-09</example>
    [Required]
    [Length(0, 10000)]
    public string Default { get; set; } = "";
}

/// <summary>Whether runs wait for their turn.</summary>
public sealed class JobQueue
{
    /// <summary>True: a run that cannot start waits. False: it is skipped.</summary>
    [Required]
    public bool Enabled { get; set; }
}

/// <summary>A state of a Git repository.</summary>
[AtMostOneOf("gitBranch, gitTag, gitCommit")]
public sealed class JobGitSource
{
    /// <summary>Address of the repository.</summary>
    /// <example>https://github.com/databricks/notebook-best-practices</example>
    [Required]
    [Length(1, 300)]
    [Pattern(Patterns.NotBlank)]
    public string GitUrl { get; set; } = "";

    /// <summary>Who hosts it, in any case of letters.</summary>
    /// <example>gitHub</example>
    [Required]
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    [KnownValues(
        "gitHub", "gitHubEnterprise", "gitLab", "gitLabEnterpriseEdition", "bitbucketCloud", "bitbucketServer", "azureDevOpsServices",
        "awsCodeCommit", IgnoresCase = true)]
    public string GitProvider { get; set; } = "";

    /// <summary>A branch; runs take its latest commit.</summary>
    /// <example>main</example>
    [Length(1, 255)]
    [Pattern(Patterns.NotBlank)]
    public string? GitBranch { get; set; }

    /// <summary>A tag.</summary>
    /// <example>v1.4.0</example>
    [Length(1, 255)]
    [Pattern(Patterns.NotBlank)]
    public string? GitTag { get; set; }

    /// <summary>A commit.</summary>
    /// <example>9f2c1d7e4b8a6035c1d2e3f4a5b6c7d8e9f0a1b2</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    public string? GitCommit { get; set; }
}

/// <summary>An identity that a job runs as.</summary>
[ExactlyOneOf("userName, servicePrincipalName, groupName")]
public sealed class JobRunAsSpec
{
    /// <summary>A user, by login name; only workspace admins may name another than themselves.</summary>
    /// <example>ada@example.com</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? UserName { get; set; }

    /// <summary>A service principal, by application id; the operator's identity needs its role servicePrincipal.user.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? ServicePrincipalName { get; set; }

    /// <summary>A group, by name.</summary>
    /// <example>data-engineers</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? GroupName { get; set; }
}
