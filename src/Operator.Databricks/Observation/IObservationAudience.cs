namespace Operator.Databricks.Observation;

/// <summary>Those who want to know of changes.</summary>
public interface IObservationAudience
{
    bool Owns(string id);

    /// <summary>Something happened to these objects, or they can no longer be seen. Called once a list is complete; must not block.</summary>
    void Moved(IReadOnlyCollection<string> ids);
}
