namespace Databricks.Simulator.Jobs;

/// <summary>The versions of the jobs API that answer (behavior §1.0).</summary>
internal static class JobsApiVersion
{
    /// <summary>Single-task jobs, everything at once.</summary>
    public const string First = "2.0";

    /// <summary>Several tasks, everything at once.</summary>
    public const string Whole = "2.1";

    /// <summary>Arrays inside one object come in pages; jobs queue their runs by default (behavior §1.2).</summary>
    public const string Paged = "2.2";

    public static readonly string[] All = [First, Whole, Paged];

    public static readonly string[] MultiTask = [Whole, Paged];
}
