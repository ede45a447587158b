namespace Operator.Runtime.Controllers;

/// <summary>A controller without its types: what the host needs of it.</summary>
public interface IController
{
    string Name { get; }

    /// <summary>True while its workers run, or before they were started.</summary>
    bool IsAlive { get; }

    /// <summary>Takes work until <paramref name="stopping"/>, then lets the passes under way finish until <paramref name="abort"/>.</summary>
    Task RunAsync(CancellationToken stopping, CancellationToken abort);
}
