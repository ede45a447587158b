using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Commands.Plan;
using Operator.Databricks.Http;
using Operator.Options;
using Operator.Runtime.Client;
using Operator.Workspaces;

namespace Operator.Commands.Doctor;

/// <summary>Asks the hosts of the DatabricksWorkspaces whether they answer, and by the operator's own pass whether they accept the credential.</summary>
internal sealed class WorkspaceChecks(PlanProcess process, HostCheck hosts, OperatorOptions options, TimeProvider time)
{
    private static readonly ResourceDefinition Definition = ResourceDefinition.Of<DatabricksWorkspace>();
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="StartupException">The API server does not answer.</exception>
    public async Task<IReadOnlyList<DoctorFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<DoctorFinding>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var workspaces = await new LiveObjects(process.Connection).ListAsync(Definition, options.Namespaces, cancellationToken).ConfigureAwait(false);
        foreach (var workspace in workspaces)
        {
            if (Host(workspace) is { } host && asked.Add(host.ToString()))
            {
                findings.AddRange(await HostAsync(host, workspace, cancellationToken).ConfigureAwait(false));
            }

            findings.Add(await CredentialAsync(workspace, cancellationToken).ConfigureAwait(false));
        }

        return findings.Count > 0 ? findings : [DoctorFinding.Passed("workspaces", "there is no DatabricksWorkspace, or this account sees none")];
    }

    private async Task<IReadOnlyList<DoctorFinding>> HostAsync(WorkspaceHost host, JsonObject workspace, CancellationToken cancellationToken)
    {
        if (workspace["spec"]?["caBundleFrom"] is not null)
        {
            return
            [
                DoctorFinding.Unchecked(
                    $"host/{host.Address.Host}", "trusts authorities of spec.caBundleFrom, which only the operator's own client reads",
                    "The line of its workspace says whether that reaches it"),
            ];
        }

        var authorities = WorkspaceSettings.Authorities(workspace["spec"]?["caBundle"]?.ToString());
        return await hosts.RunAsync(host, authorities, cancellationToken).ConfigureAwait(false);
    }

    private WorkspaceHost? Host(JsonObject workspace) =>
        WorkspaceHost.TryParse(workspace["spec"]?["host"]?.ToString(), options.AllowInsecureHosts, out var host, out _) ? host : null;

    private async Task<DoctorFinding> CredentialAsync(JsonObject workspace, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(workspace["metadata"]!["namespace"]?.ToString(), workspace["metadata"]!["name"]!.ToString());
        if (workspace["spec"]?["suspend"]?.GetValue<bool>() == true)
        {
            return DoctorFinding.Passed($"workspace/{key}", "is suspended: nothing is called in it");
        }

        if (workspace["spec"]?["auth"]?["workloadIdentity"] is not null)
        {
            return DoctorFinding.Unchecked(
                $"workspace/{key}", "signs in as the operator's ServiceAccount, for which doctor requests no token",
                $"See what the operator reports: `databricks-operator status workspace/{key.Name} -n {key.Namespace}`");
        }

        // What was reported before would let a short outage look like a success.
        workspace.Remove("status");
        (workspace["apiVersion"], workspace["kind"]) = (Definition.ApiVersion, Definition.Kind);
        process.Objects.Put(Definition.Path(key.Namespace, key.Name), workspace);
        process.See(typeof(DatabricksWorkspace), process.Objects.Find(Definition.Path(key.Namespace, key.Name))!);
        return await SignInAsync(key, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DoctorFinding> SignInAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Limit, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await process.ReconcileWorkspaceAsync(key, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ClusterVerdict.Credential($"{key}", $"{Reasons.ApiUnavailable}: no answer within {Limit.TotalSeconds:0} s");
        }

        var problem = process.ProblemOf(new PlanSubject(typeof(DatabricksWorkspace), key, ""));
        return ClusterVerdict.Credential($"{key}", problem?.Messages[0]);
    }
}
