using System.CommandLine;
using k8s;
using Operator.Commands.Manifests;
using Operator.Commands.Plan;
using Operator.Databricks;
using Operator.Hosting;
using Operator.Options;

namespace Operator.Commands.Doctor;

/// <summary><c>doctor</c>: checks what the operator needs in the cluster and at the workspaces. Changes nothing.</summary>
internal sealed class DoctorCommand
{
    private readonly Option<string?> lease = new("--lease") { Description = "Name of the operator's lease. Default: as for run.", HelpName = "NAME" };

    private readonly Option<string?> leaseNamespace = new("--lease-namespace")
    {
        Description = "Namespace of the operator's lease. Default: that of the pod or of the kubeconfig's context.",
        HelpName = "NAME",
    };

    private readonly Option<bool> insecure = HostOptions.AllowInsecure();

    private readonly Option<OutputFormat> output = new("--output", "-o")
    {
        Description = "text or json.",
        HelpName = "text|json",
        DefaultValueFactory = _ => OutputFormat.Text,
    };

    private readonly ClusterOptions cluster = new("The file that says which cluster. Default: as for kubectl, and in a pod its own cluster.");

    private DoctorCommand()
    {
    }

    /// <param name="surroundings">In the place of the cluster and the network; for tests.</param>
    public static Command Create(DoctorSurroundings? surroundings = null)
    {
        var doctor = new DoctorCommand();
        var command = new Command("doctor", "Check what the operator needs in the cluster and at the workspaces, and say what to do. Changes nothing.")
        {
            doctor.lease, doctor.leaseNamespace, doctor.insecure, doctor.output, doctor.cluster.Kubeconfig, doctor.cluster.Context,
        };
        command.SetAction((result, cancellationToken) =>
            CommandRun.RunAsync(result, () => doctor.RunAsync(result, surroundings, cancellationToken), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, DoctorSurroundings? surroundings, CancellationToken cancellationToken)
    {
        var answer = result.InvocationConfiguration.Output;
        var findings = await CheckAsync(result, surroundings ?? new DoctorSurroundings(cluster.Load(result)), cancellationToken).ConfigureAwait(false);
        await answer.WriteAsync(result.GetValue(output) == OutputFormat.Json
            ? DoctorText.Json(findings)
            : DoctorText.Write(findings, Terminal.Of(answer))).ConfigureAwait(false);
        return DoctorText.ExitCode(findings);
    }

    private async Task<IReadOnlyList<DoctorFinding>> CheckAsync(ParseResult result, DoctorSurroundings around, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var options = Options(result, OperatorProgram.Options(configuration));
        using var connection = new Runtime.Client.ApiServerConnection(around.Cluster, around.Time, [.. around.Handlers()]);
        var checks = new ClusterChecks(connection, options, around.Time);
        var findings = new List<DoctorFinding>(await checks.ServerAsync(cancellationToken).ConfigureAwait(false));
        foreach (var definition in GeneratedFiles.Definitions())
        {
            findings.Add(await checks.DefinitionAsync(definition, cancellationToken).ConfigureAwait(false));
        }

        findings.Add(await checks.RightsAsync(cancellationToken).ConfigureAwait(false));
        findings.Add(options.LeaderElection.Enabled
            ? await checks.LeaseAsync(cancellationToken).ConfigureAwait(false)
            : DoctorFinding.Passed("lease", "leader election is switched off"));
        var request = new PlanRequest(new ManifestSet([], []), options, configuration)
        {
            Cluster = around.Cluster,
            Handlers = [.. around.Handlers()],
            Replace = around.Replace,
        };
        await using var process = PlanProcess.Start(request, configuration);
        var workspaces = new WorkspaceChecks(process, new HostCheck(around.Connect, around.Time), around, options);
        return [.. findings, .. await workspaces.RunAsync(cancellationToken).ConfigureAwait(false)];
    }

    private OperatorOptions Options(ParseResult result, OperatorOptions options) => options with
    {
        InstallationId = options.InstallationId.Length > 0 ? options.InstallationId : "doctor",
        AllowInsecureHosts = options.AllowInsecureHosts || result.GetValue(insecure),
        LeaderElection = new OperatorOptions.LeaderElectionSettings
        {
            Enabled = options.LeaderElection.Enabled,
            LeaseName = result.GetValue(lease) ?? options.LeaderElection.LeaseName,
            LeaseNamespace = result.GetValue(leaseNamespace) ?? options.LeaderElection.LeaseNamespace,
        },
    };
}

/// <summary>What the doctor looks at.</summary>
/// <param name="Cluster">The way to the API server.</param>
internal sealed record DoctorSurroundings(KubernetesClientConfiguration Cluster)
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>In front of the way to the cluster; made anew for each connection.</summary>
    public Func<IReadOnlyList<DelegatingHandler>> Handlers { get; init; } = () => [];

    public ConnectHost Connect { get; init; } = WorkspaceClientFactory.CreateTransport;

    /// <summary>Here is what the operator's own identity is made of.</summary>
    public bool IsOperatorsPod { get; init; } = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("POD_NAMESPACE"));

    /// <summary>Replaces services of the operator.</summary>
    public Action<IServiceCollection> Replace { get; init; } = _ => { };
}
