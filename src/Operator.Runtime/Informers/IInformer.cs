namespace Operator.Runtime.Informers;

/// <summary>An informer without its type: what the host and the health checks need of it.</summary>
public interface IInformer
{
    string Name { get; }

    /// <summary>True once every watched namespace has been listed completely.</summary>
    bool HasSynced { get; }

    /// <summary>The longest time that any of its streams has been silent.</summary>
    TimeSpan Silence { get; }

    Task RunAsync(CancellationToken cancellationToken);
}
