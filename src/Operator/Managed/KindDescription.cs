using Operator.Api.V1Alpha1;

namespace Operator.Managed;

/// <summary>What the common pass has to know of a kind. All of it is data: nothing here makes a call or changes anything.</summary>
internal sealed record KindDescription<TEntity, TObserved>
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>The id recorded in status; null before the first.</summary>
    public required Func<TEntity, string?> RecordedId { get; init; }

    public required Func<TObserved, string> IdOf { get; init; }

    /// <summary>The name under which the object may be found in a list; null for kinds whose objects are not searched for by name.</summary>
    public Func<TEntity, string>? NameOf { get; init; }

    /// <summary>The name of the remote object; null when it has none, or is not searched for by it.</summary>
    public Func<TObserved, string?> ObservedNameOf { get; init; } = _ => null;

    /// <summary>The marker on the remote object; null when it has none.</summary>
    public Func<TObserved, string?> MarkerOf { get; init; } = _ => null;

    /// <summary>Who created the object, by user name; null when the workspace does not say.</summary>
    public Func<TObserved, string?> CreatorOf { get; init; } = _ => null;

    /// <summary>Rules of the spec beyond the schema, for servers without CEL; empty when all hold.</summary>
    public required Func<TEntity, IEnumerable<string>> Validate { get; init; }

    /// <summary>
    /// True where a creation carries a token that makes one object of all repetitions: a second call gives the id of the first. Such objects are not searched
    /// for, and no grace is waited for; whether something was created is found out by creating it again.
    /// </summary>
    public bool HasIdempotentCreate { get; init; }
}
