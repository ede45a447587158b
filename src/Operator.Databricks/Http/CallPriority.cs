namespace Operator.Databricks.Http;

/// <summary>Who goes first when the workspace's call budget is short; lower values first.</summary>
public enum CallPriority
{
    /// <summary>A person changed something and waits for it.</summary>
    UserEdit,

    /// <summary>An object is on its way to where it should be.</summary>
    Transition,

    /// <summary>Looking for changes.</summary>
    Observation,

    /// <summary>Looking again, for safety.</summary>
    Resync,
}
