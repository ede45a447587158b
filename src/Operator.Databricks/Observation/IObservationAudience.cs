namespace Operator.Databricks.Observation;

/// <summary>Those who want to know of changes in one workspace.</summary>
public interface IObservationAudience
{
    bool Owns(string id);

    /// <summary>Something happened to these objects, or they can no longer be seen. Called once a list is complete; must not block.</summary>
    void Moved(IReadOnlyCollection<string> ids);

    /// <summary>A list has ended, well or badly: those who wait for one can ask again. Must not block.</summary>
    void ListEnded()
    {
    }
}
