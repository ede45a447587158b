using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Commands.Plan;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Client;

namespace Operator.Commands.Doctor;

/// <summary>Asks the hosts of the DatabricksWorkspaces whether they answer, and by the operator's own pass whether they accept the credential.</summary>
/// <param name="process">The operator's own services.</param>
/// <param name="hosts">Asks a host.</param>
/// <param name="around">What the doctor looks at.</param>
/// <param name="options">Of the operator.</param>
internal sealed class WorkspaceChecks(PlanProcess process, HostCheck hosts, DoctorSurroundings around, OperatorOptions options)
{
    private static readonly ResourceDefinition Definition = ResourceDefinition.Of<DatabricksWorkspace>();
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>As spec.auth names the ways to sign in that come from no Secret.</summary>
    private static readonly string[] OwnIdentities = ["workloadIdentity", "azureManagedIdentity", "azureWorkloadIdentity"];

    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    /// <exception cref="StartupException">The API server does not answer.</exception>
    public async Task<IReadOnlyList<DoctorFinding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<DoctorFinding>();
        var workspaces = await ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var workspace in workspaces)
        {
            findings.AddRange(await WorkspaceAsync(KeyOf(workspace), workspace, cancellationToken).ConfigureAwait(false));
        }

        if (options.DefaultWorkspace.Length > 0 && !workspaces.Any(workspace => $"{KeyOf(workspace)}" == options.DefaultWorkspace))
        {
            findings.Add(DoctorFinding.Failed(
                $"workspace/{options.DefaultWorkspace}", "the operator's option defaultWorkspace names it, and it does not exist",
                "Create it, or correct the option"));
        }

        findings.AddRange(await new EnvironmentCheck(process, hosts, around.Time).RunAsync(cancellationToken).ConfigureAwait(false));
        return findings.Count > 0 ? findings : [DoctorFinding.Passed("workspaces", "there is no DatabricksWorkspace, or this account sees none")];
    }

    /// <summary>Those that the operator works with: of its class, in the namespaces it watches.</summary>
    private async Task<IReadOnlyList<JsonObject>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await new LiveObjects(process.Connection).ListAsync(Definition, options.Namespaces, cancellationToken).ConfigureAwait(false);
        return
        [
            .. all.Where(workspace => (workspace["metadata"]?["labels"]?[Labels.Class]?.ToString() ?? "") == options.Class
                && (options.Namespaces.Count == 0 || options.Namespaces.Contains(KeyOf(workspace).Namespace!))),
        ];
    }

    private async Task<IReadOnlyList<DoctorFinding>> WorkspaceAsync(ObjectKey key, JsonObject workspace, CancellationToken cancellationToken)
    {
        if (workspace["spec"]?["suspend"]?.GetValue<bool>() == true)
        {
            return [DoctorFinding.Passed($"workspace/{key}", "is suspended: nothing is called in it")];
        }

        // What was reported before would let a short outage look like a success.
        workspace.Remove("status");
        (workspace["apiVersion"], workspace["kind"]) = (Definition.ApiVersion, Definition.Kind);
        process.Objects.Put(Definition.Path(key.Namespace, key.Name), workspace);
        process.See(typeof(DatabricksWorkspace), process.Objects.Find(Definition.Path(key.Namespace, key.Name))!);
        return
        [
            .. await HostAsync(key, workspace["spec"], cancellationToken).ConfigureAwait(false),
            await CredentialAsync(key, workspace["spec"]?["auth"], cancellationToken).ConfigureAwait(false),
        ];
    }

    /// <summary>One of several workspaces at a host is enough, unless they trust different authorities.</summary>
    private async Task<IReadOnlyList<DoctorFinding>> HostAsync(ObjectKey key, JsonNode? spec, CancellationToken cancellationToken)
    {
        var source = spec?["caBundleFrom"]?.ToJsonString();
        if (!asked.Add($"{spec?["host"]} {spec?["caBundle"]} {(source is null ? "" : key.Namespace)} {source}"))
        {
            return [];
        }

        try
        {
            return await process.WayToAsync(key, cancellationToken).ConfigureAwait(false) is var (host, roots)
                ? await hosts.RunAsync(host, roots, cancellationToken).ConfigureAwait(false)
                : [];
        }
        catch (DependencyMissingException exception)
        {
            return
            [
                DoctorFinding.Failed(
                    $"host/{NameOf(spec)}", $"the authorities of spec.caBundleFrom cannot be read: {exception.Message}",
                    $"Create what is missing, or correct spec.caBundleFrom of the DatabricksWorkspace {key}"),
            ];
        }
    }

    private async Task<DoctorFinding> CredentialAsync(ObjectKey key, JsonNode? auth, CancellationToken cancellationToken)
    {
        if (auth is JsonObject ways && OwnIdentities.Any(ways.ContainsKey) && !around.IsOperatorsPod)
        {
            return DoctorFinding.Unchecked(
                $"workspace/{key}", "is signed in to by the operator's own identity, which only its pod has",
                $"Run doctor in the operator's pod, or see what it reports: `databricks-operator status workspace/{key.Name} -n {key.Namespace}`");
        }

        using var timeout = new CancellationTokenSource(Limit, around.Time);
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

    private static ObjectKey KeyOf(JsonObject workspace) =>
        new(workspace["metadata"]!["namespace"]?.ToString(), workspace["metadata"]!["name"]!.ToString());

    private static string NameOf(JsonNode? spec) =>
        Uri.TryCreate(spec?["host"]?.ToString(), UriKind.Absolute, out var address) ? address.Host : "";
}
