namespace Operator.Runtime.Informers;

/// <summary>An informer without its type: what the host and the health checks need of it.</summary>
public interface IInformer
{
    string Name { get; }

    /// <summary>As in metrics: <c>DatabricksCluster</c>.</summary>
    string Kind { get; }

    /// <summary>True once every watched namespace has been listed completely or is refused.</summary>
    bool HasSynced { get; }

    /// <summary>What the API server does not let this process see; it is tried again and again.</summary>
    IReadOnlyList<RefusedScope> Refused { get; }

    /// <summary>The longest time without a usable answer about one of its scopes. That it is refused is one; an error of the API server is none.</summary>
    TimeSpan Silence { get; }

    /// <summary>
    /// The longest time in which one of its loops has done nothing at all. It stays short while the API server is away, because that is tried again.
    /// </summary>
    TimeSpan SinceLastStep { get; }

    /// <summary>True while all of its loops run, or before they were started.</summary>
    bool IsAlive { get; }

    /// <summary>Asks for one object of each scope until one is allowed. Returns what is refused when all are, and nothing otherwise.</summary>
    Task<IReadOnlyList<RefusedScope>> ProbeAsync(CancellationToken cancellationToken);

    Task RunAsync(CancellationToken cancellationToken);
}
