namespace Databricks.Simulator.Clusters;

/// <summary>What happens to a cluster next by itself, applied by the first look at it after it is due.</summary>
internal sealed record Transition(DateTimeOffset Due, Action<DateTimeOffset> Apply);
