using Operator.Databricks.Observation;

namespace Operator.Managed;

/// <summary>A kind whose remote objects can be listed.</summary>
internal interface IListedKind<TEntity, TRow> : IObservedRows<TRow>
    where TRow : class
{
    /// <summary>What is listed, for people: <c>clusters</c>.</summary>
    string Plural { get; }

    /// <summary>The id that an entity has recorded of its remote object; null when it has none yet.</summary>
    string? RecordedId(TEntity entity);
}
