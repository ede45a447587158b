using Operator.Databricks.Http;

namespace Operator.Databricks.Tasks;

/// <summary>
/// Parameters of one run. <see cref="JobParameters"/> is the way of today; the others belong to single kinds of tasks, and each may be at most
/// 10,000 bytes of JSON (behavior §1.2).
/// </summary>
public abstract record RunParameters : WireRecord
{
    public IReadOnlyList<string>? DbtCommands { get; init; }

    /// <summary>Not together with <see cref="NotebookParams"/> (behavior §1.2).</summary>
    public IReadOnlyList<string>? JarParams { get; init; }

    public IReadOnlyDictionary<string, string?>? JobParameters { get; init; }

    public IReadOnlyDictionary<string, string?>? NotebookParams { get; init; }

    public PipelineParams? PipelineParams { get; init; }

    public IReadOnlyDictionary<string, string?>? PythonNamedParams { get; init; }

    /// <summary>ASCII only (behavior §1.2).</summary>
    public IReadOnlyList<string>? PythonParams { get; init; }

    /// <summary>ASCII only (behavior §1.2).</summary>
    public IReadOnlyList<string>? SparkSubmitParams { get; init; }

    public IReadOnlyDictionary<string, string?>? SqlParams { get; init; }
}

public sealed record PipelineParams : WireRecord
{
    public bool? FullRefresh { get; init; }

    public IReadOnlyList<string>? FullRefreshSelection { get; init; }

    public IReadOnlyList<string>? RefreshFlowSelection { get; init; }

    public IReadOnlyList<string>? RefreshSelection { get; init; }

    public IReadOnlyList<string>? ResetCheckpointSelection { get; init; }
}
