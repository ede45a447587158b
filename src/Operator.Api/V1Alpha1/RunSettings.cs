using System.Text.Json.Nodes;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>
/// What a run is started with. The snake_case name of each property is its name in the REST API (behavior §12). Ours is ExtraSettings. The JSON of each of the
/// older kinds of parameters may have 10,000 bytes (behavior §1.2).
/// </summary>
[AtMostOneOf("jarParams, notebookParams")]
public abstract class RunSettings
{
    /// <summary>Values of the job's parameters; those that are not named have the job's own defaults.</summary>
    /// <example>{"day": "2026-03-09"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    [Immutable(RunConditions.StartedOnce)]
    public IDictionary<string, string>? JobParameters { get; set; }

    /// <summary>Parameters of the job's notebook tasks; deprecated by Databricks in favour of jobParameters, as all that follow. Excludes jarParams.</summary>
    /// <example>{"day": "2026-03-09"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    [Immutable(RunConditions.StartedOnce)]
    public IDictionary<string, string>? NotebookParams { get; set; }

    /// <summary>Arguments of the job's Python tasks; ASCII only.</summary>
    /// <example>["--day", "2026-03-09"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [Pattern(Patterns.Ascii)]
    [XListType(XListType.Atomic)]
    [Immutable(RunConditions.StartedOnce)]
    public IList<string>? PythonParams { get; set; }

    /// <summary>Named arguments of the job's Python wheel tasks.</summary>
    /// <example>{"day": "2026-03-09"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    [Immutable(RunConditions.StartedOnce)]
    public IDictionary<string, string>? PythonNamedParams { get; set; }

    /// <summary>Arguments of the job's JAR tasks. Excludes notebookParams.</summary>
    /// <example>["--day", "2026-03-09"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [XListType(XListType.Atomic)]
    [Immutable(RunConditions.StartedOnce)]
    public IList<string>? JarParams { get; set; }

    /// <summary>Arguments of the job's spark-submit tasks; ASCII only.</summary>
    /// <example>["--class", "com.example.Main"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [Pattern(Patterns.Ascii)]
    [XListType(XListType.Atomic)]
    [Immutable(RunConditions.StartedOnce)]
    public IList<string>? SparkSubmitParams { get; set; }

    /// <summary>Parameters of the job's SQL tasks.</summary>
    /// <example>{"day": "2026-03-09"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    [Immutable(RunConditions.StartedOnce)]
    public IDictionary<string, string>? SqlParams { get; set; }

    /// <summary>Commands of the job's dbt tasks.</summary>
    /// <example>["dbt deps", "dbt run"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [XListType(XListType.Atomic)]
    [Immutable(RunConditions.StartedOnce)]
    public IList<string>? DbtCommands { get; set; }

    /// <summary>Settings of the job's pipeline tasks.</summary>
    /// <example>{"fullRefresh": true}</example>
    [Immutable(RunConditions.StartedOnce)]
    public PipelineParamsSpec? PipelineParams { get; set; }

    /// <summary>Run only these tasks: key, +key (with those before it), key+ (with those after it), +key+. Default: all.</summary>
    /// <example>["load", "transform+"]</example>
    [Items(0, 1000)]
    [Length(1, 102)]
    [Pattern("^[+]?[-_A-Za-z0-9]+[+]?$")]
    [XListType(XListType.Set)]
    [Immutable(RunConditions.StartedOnce)]
    public IList<string>? Only { get; set; }

    /// <summary>Whether the run waits for its turn when a limit of runs is reached. Default: as the job says.</summary>
    /// <example>{"enabled": true}</example>
    [Immutable(RunConditions.StartedOnce)]
    public JobQueue? Queue { get; set; }

    /// <summary>How fast serverless tasks start. Default: as the job says.</summary>
    /// <example>STANDARD</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("PERFORMANCE_OPTIMIZED", "STANDARD")]
    [Immutable(RunConditions.StartedOnce)]
    public string? PerformanceTarget { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExtraSettings"/>
    /// <example>{"some_new_field": 1}</example>
    [PropertyLimits(0, 64)]
    [PreserveUnknownFields]
    [Immutable(RunConditions.StartedOnce)]
    public JsonObject? ExtraSettings { get; set; }
}
