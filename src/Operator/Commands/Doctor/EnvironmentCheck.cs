using Operator.Commands.Plan;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Workspaces;

namespace Operator.Commands.Doctor;

/// <summary>Asks the workspace of objects that name none, where the variables of the operator say which it is.</summary>
internal sealed class EnvironmentCheck(PlanProcess process, HostCheck hosts, TimeProvider time)
{
    private const string Advice = "Correct DATABRICKS_HOST and the credential beside it (in the chart: databricks.host and databricks.existingSecret)";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Nothing where the variables name no workspace.</summary>
    public async Task<IReadOnlyList<DoctorFinding>> RunAsync(CancellationToken cancellationToken) => process.DefaultClient is { } client
        ?
        [
            .. await hosts.RunAsync(client.Host, null, cancellationToken).ConfigureAwait(false),
            await CredentialAsync(client, cancellationToken).ConfigureAwait(false),
        ]
        : [];

    private async Task<DoctorFinding> CredentialAsync(WorkspaceClient client, CancellationToken cancellationToken)
    {
        const string check = $"workspace/{EnvironmentWorkspace.Name}";
        using var timeout = new CancellationTokenSource(Limit, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await client.Identity.MeAsync(deadline.Token).ConfigureAwait(false);
            return DoctorFinding.Passed(check, "accepts the credential");
        }
        catch (DatabricksException exception)
        {
            var verdict = FailureTable.Classify(exception.Error).Synced;
            return DoctorFinding.Failed(check, $"{verdict.Reason}: {verdict.Message}", Advice);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return DoctorFinding.Failed(check, $"no answer within {Limit.TotalSeconds:0} s", "See the line of its host");
        }
    }
}
