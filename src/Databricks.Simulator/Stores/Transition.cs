namespace Databricks.Simulator.Stores;

/// <summary>What happens to an object next by itself, applied by the first look at it after it is due.</summary>
internal sealed record Transition(DateTimeOffset Due, Action<DateTimeOffset> Apply);
