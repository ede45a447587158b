using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>A step of a job.</summary>
[ValidationRule(
    $"[has(self.forEachTask), {TaskConditions.Kinds}].filter(given, given).size() in (has(self.extraSettings) ? [0, 1] : [1])",
    "tasks: give exactly one task type in each task, for example notebookTask; a type without a field of its own goes into extraSettings")]
[Excludes(
    $"{TaskConditions.WithoutCompute}, forEachTask",
    TaskConditions.Compute,
    Message = "pipelineTask, sqlTask, conditionTask, runJobTask and forEachTask take no cluster and no environmentKey")]
[ValidationRule(
    "!has(self.dependsOn) || self.dependsOn.all(other, other.taskKey != self.taskKey)",
    "tasks: a task cannot name itself in dependsOn")]
public sealed class JobTaskSpec : TaskSpecBase
{
    /// <summary>Run one task for each of several inputs.</summary>
    public ForEachTaskSpec? ForEachTask { get; set; }
}

/// <summary>A step of a job that runs once for each input.</summary>
[ValidationRule(
    $"[{TaskConditions.Kinds}].filter(given, given).size() in (has(self.extraSettings) ? [0, 1] : [1])",
    "forEachTask.task: give exactly one task type, for example notebookTask; it cannot be another forEachTask")]
[Excludes(
    TaskConditions.WithoutCompute,
    TaskConditions.Compute,
    Message = "pipelineTask, sqlTask, conditionTask and runJobTask take no cluster and no environmentKey")]
public sealed class RepeatedTask : TaskSpecBase;

/// <summary>Runs one task for each of several inputs.</summary>
public sealed class ForEachTaskSpec
{
    /// <summary>The inputs: a JSON array, or a reference to a parameter or a task's value.</summary>
    /// <example>["2024", "2025", "2026"]</example>
    [Required]
    [Length(1, 10000)]
    [Pattern(Patterns.NotBlank)]
    public string Inputs { get; set; } = "";

    /// <summary>How many run at one time. Default: 20.</summary>
    /// <example>3</example>
    [RangeMinimum(1)]
    [RangeMaximum(100)]
    public int? Concurrency { get; set; }

    /// <summary>The task; {{input}} stands for the input.</summary>
    /// <example>{"taskKey": "one", "notebookTask": {"notebookPath": "/Shared/one"}}</example>
    [Required]
    public RepeatedTask Task { get; set; } = new();
}

/// <summary>A task that has to end first.</summary>
public sealed class TaskDependencySpec
{
    /// <summary>Key of that task.</summary>
    /// <example>extract</example>
    [Required]
    [Length(1, 100)]
    [Pattern(Patterns.TaskKey)]
    public string TaskKey { get; set; } = "";

    /// <summary>For a task with conditionTask: the outcome to go on with.</summary>
    /// <example>true</example>
    [Length(1, 64)]
    [Pattern(Patterns.NotBlank)]
    [KnownValues("true", "false")]
    public string? Outcome { get; set; }
}

/// <summary>Parts of rules about tasks; evaluated on <see cref="TaskSpecBase"/>.</summary>
internal static class TaskConditions
{
    /// <summary>Elements of a list that tells which task types are given, but for forEachTask.</summary>
    public const string Kinds =
        "has(self.notebookTask), has(self.sparkJarTask), has(self.sparkPythonTask), has(self.sparkSubmitTask), has(self.pipelineTask),"
        + " has(self.pythonWheelTask), has(self.sqlTask), has(self.dbtTask), has(self.runJobTask), has(self.conditionTask)";

    /// <summary>The types that bring what they run on, but for forEachTask.</summary>
    public const string WithoutCompute = "pipelineTask, sqlTask, conditionTask, runJobTask";

    /// <summary>The fields that say what the task runs on.</summary>
    public const string Compute = "existingClusterId, existingClusterRef, newCluster, jobClusterKey, environmentKey";
}
