using Operator.Databricks.Errors;

namespace Operator.Telemetry;

/// <summary>
/// Whether a workspace can be used, as its calls show it. Each change is one line in the log, however many objects live there: they say it in their conditions.
/// </summary>
internal sealed class WorkspaceAvailability(string workspace, string host, TimeProvider time, ILogger<WorkspaceAvailability> logger)
{
    /// <summary>Calls that fail in a row, each with its retries, before a workspace counts as unavailable: one alone may be a hiccup.</summary>
    public const int ToleratedFailures = 2;

    private readonly Lock gate = new();
    private State state = State.Unknown;
    private long since;
    private int failures;

    private enum State
    {
        Unknown,
        Available,
        Unavailable,
        CredentialRefused,
    }

    /// <summary>A call has ended.</summary>
    public void Ended(DatabricksError? failure)
    {
        lock (gate)
        {
            switch (failure)
            {
                case null:
                    Answered();
                    break;
                case { Kind: DatabricksErrorKind.Unauthenticated }:
                    Refused(failure);
                    break;
                case { Kind: DatabricksErrorKind.Transient } when state != State.CredentialRefused && ++failures > ToleratedFailures:
                    Failed(failure);
                    break;
                case { HttpStatus: not null, Kind: var kind } when SaysThatItIsWell(kind):
                    Answered();
                    break;
            }
        }
    }

    /// <summary>It refuses this call and nothing else. A missing right looks like a network it lets nothing in from, so it proves nothing.</summary>
    private static bool SaysThatItIsWell(DatabricksErrorKind kind) =>
        kind is not (DatabricksErrorKind.Transient or DatabricksErrorKind.Throttled or DatabricksErrorKind.PermissionDenied);

    private void Answered()
    {
        failures = 0;
        var (before, lasted) = (state, time.GetElapsedTime(since));
        if (!Become(State.Available))
        {
            return;
        }

        if (before == State.Unknown)
        {
            logger.LogInformation("Workspace {Workspace} at {Host} is available", workspace, host);
        }
        else
        {
            logger.LogInformation("Workspace {Workspace} at {Host} is available again after {Lasted:0} s", workspace, host, lasted.TotalSeconds);
        }
    }

    private void Refused(DatabricksError failure)
    {
        if (Become(State.CredentialRefused))
        {
            logger.LogWarning(
                "Workspace {Workspace} at {Host} refuses the credential from {Credential} ({Error}). Renew it; until then nothing of it is read or changed",
                workspace,
                host,
                failure.Credential ?? "its configuration",
                failure);
        }
    }

    private void Failed(DatabricksError failure)
    {
        if (Become(State.Unavailable))
        {
            logger.LogWarning(
                "Workspace {Workspace} at {Host} is unavailable ({Error}). Its objects keep their state; calls are tried again with growing pauses",
                workspace,
                host,
                failure);
        }
    }

    private bool Become(State next)
    {
        if (state == next)
        {
            return false;
        }

        (state, since) = (next, time.GetTimestamp());
        return true;
    }
}
