using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>Runs another job and waits for it.</summary>
[ExactlyOneOf("jobId, jobRef")]
public sealed class RunJobTaskSpec
{
    /// <summary>Id of the job. Excludes jobRef.</summary>
    /// <example>1017284950021374</example>
    [Length(1, 19)]
    [Pattern(Patterns.NumericId)]
    public string? JobId { get; set; }

    /// <summary>The DatabricksJob to run. Excludes jobId.</summary>
    public ResourceReference? JobRef { get; set; }

    /// <summary>Values of the job's parameters.</summary>
    /// <example>{"day": "2026-03-09"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    public IDictionary<string, string>? JobParameters { get; set; }

    /// <summary>Commands of its dbt tasks; deprecated, as all that follow.</summary>
    /// <example>["dbt deps", "dbt run"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [XListType(XListType.Atomic)]
    public IList<string>? DbtCommands { get; set; }

    /// <summary>Arguments of its JAR tasks.</summary>
    /// <example>["--day", "2026-03-09"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [XListType(XListType.Atomic)]
    public IList<string>? JarParams { get; set; }

    /// <summary>Parameters of its notebook tasks.</summary>
    /// <example>{"day": "2026-03-09"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    public IDictionary<string, string>? NotebookParams { get; set; }

    /// <summary>Settings of its pipeline tasks.</summary>
    public PipelineParamsSpec? PipelineParams { get; set; }

    /// <summary>Named arguments of its Python wheel tasks.</summary>
    /// <example>{"day": "2026-03-09"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    public IDictionary<string, string>? PythonNamedParams { get; set; }

    /// <summary>Arguments of its Python tasks.</summary>
    /// <example>["--day", "2026-03-09"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [XListType(XListType.Atomic)]
    public IList<string>? PythonParams { get; set; }

    /// <summary>Arguments of its spark-submit tasks.</summary>
    /// <example>["--class", "com.example.Main", "dbfs:/jars/etl.jar"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [XListType(XListType.Atomic)]
    public IList<string>? SparkSubmitParams { get; set; }

    /// <summary>Parameters of its SQL tasks.</summary>
    /// <example>{"region": "eu"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    public IDictionary<string, string>? SqlParams { get; set; }
}

/// <summary>Settings of an update of a pipeline.</summary>
public sealed class PipelineParamsSpec
{
    /// <summary>Compute everything anew. Default: false.</summary>
    public bool? FullRefresh { get; set; }

    /// <summary>Tables to compute anew.</summary>
    /// <example>["main.sales.orders"]</example>
    [Items(0, 1000)]
    [Length(0, 1024)]
    [XListType(XListType.Atomic)]
    public IList<string>? FullRefreshSelection { get; set; }

    /// <summary>Tables to update.</summary>
    /// <example>["main.sales.orders"]</example>
    [Items(0, 1000)]
    [Length(0, 1024)]
    [XListType(XListType.Atomic)]
    public IList<string>? RefreshSelection { get; set; }

    /// <summary>Flows to update.</summary>
    /// <example>["orders_flow"]</example>
    [Items(0, 1000)]
    [Length(0, 1024)]
    [XListType(XListType.Atomic)]
    public IList<string>? RefreshFlowSelection { get; set; }

    /// <summary>Flows whose checkpoints are reset.</summary>
    /// <example>["orders_flow"]</example>
    [Items(0, 1000)]
    [Length(0, 1024)]
    [XListType(XListType.Atomic)]
    public IList<string>? ResetCheckpointSelection { get; set; }
}
