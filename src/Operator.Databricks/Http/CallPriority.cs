namespace Operator.Databricks.Http;

/// <summary>Who goes first when the workspace's call budget is short; lower values first.</summary>
public enum CallPriority
{
    /// <summary>
    /// A page of a list that spares a call for each of its rows, while many objects are on their way. Where others wait too, it gets every second turn at most:
    /// the many pages of a large workspace do not hold up the edit of a person.
    /// </summary>
    SharedList,

    /// <summary>A person changed something and waits for it.</summary>
    UserEdit,

    /// <summary>An object is on its way to where it should be.</summary>
    Transition,

    /// <summary>Looking for changes.</summary>
    Observation,

    /// <summary>Looking again, for safety.</summary>
    Resync,
}
