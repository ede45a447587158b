namespace Databricks.Simulator.Stores;

/// <summary>An object that a <see cref="Store{TId,T}"/> keeps.</summary>
internal interface IStored<out TId>
{
    TId Id { get; }

    /// <summary>Order of creation; the sort key of pages.</summary>
    long Sequence { get; }

    HiddenReads Hidden { get; }
}
