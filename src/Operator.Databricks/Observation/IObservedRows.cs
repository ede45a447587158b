namespace Operator.Databricks.Observation;

/// <summary>What an observer needs to know of the rows of one kind's list.</summary>
public interface IObservedRows<TRow>
    where TRow : class
{
    /// <summary>All pages, one after the other. A page that cannot be read ends it with a DatabricksException: there is no partial list.</summary>
    IAsyncEnumerable<IReadOnlyList<TRow>> PagesAsync(WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>Null for a row without an id, which no resource can have recorded.</summary>
    string? IdOf(TRow row);

    /// <summary>The mark of the row's owner; null when it has none.</summary>
    string? MarkerOf(TRow row);

    string? NameOf(TRow row);

    /// <summary>Equal for two rows between which nothing happened that an owner must know of. What ticks by itself stays out of it.</summary>
    ulong FingerprintOf(TRow row);

    /// <summary>The object is on its way from one state to another.</summary>
    bool IsInTransition(TRow row);

    /// <summary>
    /// True where objects in transition are not read one by one, because the list alone shows their state: it is then read quickly as soon as as many are on
    /// their way as it has pages, and not only when there are more.
    /// </summary>
    bool TellsOfEach => false;

    /// <summary>False for a row that shows a part of the object only (behavior §8: the first 100 elements): compared, the rest would look deleted.</summary>
    bool IsComplete(TRow row);
}
