using Databricks.Simulator.Faults;
using Databricks.Simulator.Hosting;

namespace Operator.Benchmarks.Soak;

/// <summary>The workspace answers badly or not at all, while objects are edited.</summary>
internal sealed class WorkspaceFaults(SoakSystem system, ObjectChanges changes, TimeSpan length, TimeProvider time)
{
    private const int RetryAfterSeconds = 2;

    private string token = WorkspaceOptions.DefaultToken;

    public IEnumerable<SoakFault> All =>
    [
        Of("the workspace throttles", Fault.Throttled("*", RetryAfterSeconds)),
        Of("the workspace is unavailable", Fault.Error("*", 503, "TEMPORARILY_UNAVAILABLE", "The service is temporarily unavailable.")),
        Of("the workspace hangs", Fault.Hang("*")),
        Of("the workspace drops connections", Fault.Reset("*")),
        new("the token expires", ExpireAsync),
    ];

    private SoakFault Of(string name, Fault fault) => new(name, async (round, cancellationToken) =>
    {
        var planned = system.Workspace.Faults.Add(fault with { Count = null });
        await changes.EditAsync(round, cancellationToken);
        await Task.Delay(length, time, cancellationToken);
        system.Workspace.Faults.Remove(planned.Id);
    });

    /// <summary>And somebody puts a new one into the Secret.</summary>
    private async Task ExpireAsync(int round, CancellationToken cancellationToken)
    {
        system.Workspace.Tokens.Revoke(token);
        await changes.EditAsync(round, cancellationToken);
        await Task.Delay(length, time, cancellationToken);
        token = FormattableString.Invariant($"{WorkspaceOptions.DefaultToken}-{round}");
        system.Workspace.Tokens.Add(token, WorkspaceOptions.DefaultUser);
        await system.RotateTokenAsync(token, cancellationToken);
    }
}
