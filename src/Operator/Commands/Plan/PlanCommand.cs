using System.CommandLine;
using Operator.Commands.Manifests;
using Operator.Hosting;
using Operator.Options;

namespace Operator.Commands.Plan;

/// <summary><c>plan</c>: what the operator would do in the workspaces if manifests were applied. Changes nothing anywhere.</summary>
internal sealed class PlanCommand
{
    /// <summary>With --detailed-exitcode: all is well, and something would be changed.</summary>
    private const int HasChanges = 2;

    private readonly Option<string[]> files = new("--filename", "-f")
    {
        Description = "File or folder with manifests, or - for standard input. May be given several times.",
        HelpName = "FILE|DIR|-",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> kustomizations = new("--kustomize", "-k")
    {
        Description = "Folder with a kustomization, which kustomize or kubectl builds. May be given several times.",
        HelpName = "DIR",
    };

    private readonly Option<bool> recursive = new("--recursive", "-R") { Description = "Read folders with all folders in them." };

    private readonly Option<string?> @namespace = new("--namespace", "-n")
    {
        Description = "Namespace of manifests that name none. Default: that of the kubeconfig's context.",
        HelpName = "NAME",
    };

    private readonly ClusterOptions cluster = new(
        "The cluster with the operator, whose objects tell what the operator knows. Default: as for kubectl, where there is one.");

    private readonly Option<bool> noCluster = new("--no-cluster") { Description = "Plan without a cluster, from the workspace and the manifests alone." };

    private readonly Option<string[]> workspaces = new("--workspace")
    {
        Description = "Sign in to the DatabricksWorkspace NAME by a profile of ~/.databrickscfg or a host. May be given several times. "
            + "Default: the profile or the variables DATABRICKS_* of the workspace's host, else its Secret in the cluster.",
        HelpName = "NAME=PROFILE|HOST",
    };

    private readonly Option<string?> installation = new("--installation-id")
    {
        Description = "The operator's option of that name, which tells its objects in a workspace. Default: the uid of the cluster's namespace kube-system.",
        HelpName = "ID",
    };

    private readonly Option<bool> insecure = HostOptions.AllowInsecure();

    private readonly Option<PlanFormat> output = new("--output", "-o")
    {
        Description = "text, json or markdown.",
        HelpName = "text|json|markdown",
        DefaultValueFactory = _ => PlanFormat.Text,
    };

    private readonly Option<bool> detailed = new("--detailed-exitcode") { Description = "Exit with 2 where something would be changed." };

    private PlanCommand()
    {
    }

    /// <param name="replace">Replaces services of the operator; for tests.</param>
    /// <param name="input">Standard input.</param>
    public static Command Create(Action<IServiceCollection>? replace = null, TextReader? input = null)
    {
        var plan = new PlanCommand();
        var command = new Command("plan", "Show what the operator would do in the workspaces if manifests were applied. Changes nothing.")
        {
            plan.files, plan.kustomizations, plan.recursive, plan.@namespace, plan.cluster.Kubeconfig, plan.cluster.Context, plan.noCluster, plan.workspaces,
            plan.installation, plan.insecure, plan.output, plan.detailed,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(plan.files) is null && result.GetResult(plan.kustomizations) is null)
            {
                result.AddError("Say what is to be planned: -f FILE, -f FOLDER, -f - or -k FOLDER");
            }
        });
        command.SetAction((result, cancellationToken) => CommandRun.RunAsync(
            result, () => plan.RunAsync(result, input ?? Console.In, replace ?? (_ => { }), cancellationToken), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, TextReader input, Action<IServiceCollection> replace, CancellationToken cancellationToken)
    {
        var (answer, aside) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
        var manifests = await new ManifestSources(input).ReadAsync(
            result.GetValue(files) ?? [], result.GetValue(kustomizations) ?? [], result.GetValue(recursive), cancellationToken).ConfigureAwait(false);
        var request = Request(result, manifests, aside.WriteLine) with { Replace = replace };
        var report = await Planner.RunAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var problem in report.Problems)
        {
            await aside.WriteLineAsync($"{problem.Source}: {problem.Message}").ConfigureAwait(false);
        }

        await answer.WriteAsync(PlanWriter.Write(report, result.GetValue(output), Terminal.Of(answer))).ConfigureAwait(false);
        return report.HasErrors ? CommandRun.Failed : report.HasChanges && result.GetValue(detailed) ? HasChanges : 0;
    }

    private PlanRequest Request(ParseResult result, ManifestSet manifests, Action<string> note)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var options = OperatorProgram.Options(configuration);
        var id = result.GetValue(installation) ?? options.InstallationId;
        var known = result.GetValue(noCluster) ? null : cluster.Find(result);
        note(known is not null
            ? $"Reading what the operator knows from {known.Host}"
            : $"Planning without a cluster: settings that were taken out of a manifest are not seen, and every DatabricksJobRun counts as new"
                + (id.Length > 0 ? "" : "; without --installation-id, objects that the operator made look like those of another installation"));
        return new PlanRequest(
            manifests,
            options with
            {
                InstallationId = id.Length > 0 || known is not null ? id : "unknown",
                AllowInsecureHosts = options.AllowInsecureHosts || result.GetValue(insecure),
            },
            configuration)
        {
            Cluster = known,
            Namespace = result.GetValue(@namespace),
            Workspaces = Workspaces(result),
            Note = note,
        };
    }

    private Dictionary<string, string> Workspaces(ParseResult result)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in result.GetValue(workspaces) ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == text.Length - 1)
            {
                throw new StartupException($"--workspace {text} is not NAME=PROFILE or NAME=HOST");
            }

            given[text[..equals]] = text[(equals + 1)..];
        }

        return given;
    }
}
