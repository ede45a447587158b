using System.CommandLine;
using Operator.Commands.Manifests;
using Operator.Databricks;
using Operator.Runtime.Schema;

namespace Operator.Commands.Import;

/// <summary><c>import</c>: what is in a workspace already, as manifests that take it over. Changes nothing in the workspace.</summary>
internal sealed class ImportCommand
{
    private readonly IReadOnlyList<IImportedKind> all = ImportedKinds.All;

    private readonly Argument<string[]> kinds;

    private readonly Option<string[]> names = new("--name")
    {
        Description = "Pattern of the names in the workspace, of notebooks their paths; * and ? stand for any text and any character. May be given several "
            + "times. Default: all.",
        HelpName = "GLOB",
    };

    private readonly Option<string[]> ids = new("--id")
    {
        Description = "Id in the workspace, of a notebook its path. May be given several times.",
        HelpName = "ID",
    };

    private readonly Option<string> folder = new("--folder")
    {
        Description = "Where notebooks are looked for, with all folders in it but Git folders. Default: /Shared.",
        HelpName = "PATH",
        DefaultValueFactory = _ => new ImportFilter().Folder,
    };

    private readonly Option<string?> @namespace = new("--namespace", "-n") { Description = "Namespace of the manifests. Default: none.", HelpName = "NAME" };

    private readonly Option<string?> workspace = new("--workspace")
    {
        Description = "The workspace, by a profile of ~/.databrickscfg or a host, and the DatabricksWorkspace that manifests name for it. Default: that of the "
            + "variables DATABRICKS_* or of the default profile, and manifests name none.",
        HelpName = "[NAMESPACE/]NAME=PROFILE|HOST",
    };

    private readonly Option<bool> insecure = HostOptions.AllowInsecure();

    private readonly Option<bool> fromStatus = new("--from-status")
    {
        Description = "Read objects as `kubectl get databricks -A -o json` prints them from standard input, and write them for another cluster. Asks no "
            + "workspace.",
    };

    private readonly ManifestOutput output = new();

    private ImportCommand()
    {
        var words = all.Select(kind => kind.Word).ToArray();
        kinds = new Argument<string[]>("KIND")
        {
            Description = $"What to import: {string.Join(", ", words)}; one or several.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        kinds.AcceptOnlyFromAmong(words);
    }

    /// <param name="connect">Makes the client; null for one of the person's own credentials.</param>
    /// <param name="input">Standard input.</param>
    public static Command Create(Func<WorkspaceClient>? connect = null, TextReader? input = null)
    {
        var import = new ImportCommand();
        var command = new Command("import", "Write manifests of what is in a workspace already. Changes nothing there.")
        {
            import.kinds, import.names, import.ids, import.folder, import.@namespace, import.workspace, import.insecure, import.output.Links,
            import.fromStatus, import.output.Folder, import.output.Format,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(import.kinds) is not { Tokens.Count: > 0 } != result.GetValue(import.fromStatus))
            {
                result.AddError($"Say what to import: {string.Join(", ", import.all.Select(kind => kind.Word))}; or --from-status alone");
            }
        });
        command.SetAction((result, cancellationToken) => CommandRun.RunAsync(
            result,
            () => result.GetValue(import.fromStatus)
                ? FromStatusAsync(result, input ?? Console.In, cancellationToken)
                : import.FromWorkspaceAsync(result, connect, cancellationToken),
            cancellationToken));
        return command;
    }

    private async Task<int> FromWorkspaceAsync(ParseResult result, Func<WorkspaceClient>? connect, CancellationToken cancellationToken)
    {
        var console = result.InvocationConfiguration;
        var target = ImportTarget.Parse(result.GetValue(workspace));
        using var client = connect?.Invoke() ?? target.Connect(result.GetValue(insecure));
        var filter = Filter(result, target);
        var progress = ImportProgress.Of(console.Error);
        var wanted = (result.GetValue(kinds) ?? []).Distinct().Select(word => all.Single(kind => kind.Word == word)).ToList();
        var imported = await new Importer(client, filter, progress.Show).RunAsync(wanted, cancellationToken).ConfigureAwait(false);
        progress.Clear();
        return await output.WriteAsync(result, "Imported", imported, filter.Namespace).ConfigureAwait(false);
    }

    private ImportFilter Filter(ParseResult result, ImportTarget target) => new()
    {
        Names = result.GetValue(names) ?? [],
        Ids = result.GetValue(ids) ?? [],
        Folder = result.GetRequiredValue(folder),
        Namespace = result.GetValue(@namespace),
        LinksReferences = result.GetValue(output.Links),
        WorkspaceRef = target.Reference,
    };

    private static async Task<int> FromStatusAsync(ParseResult result, TextReader input, CancellationToken cancellationToken)
    {
        var console = result.InvocationConfiguration;
        var read = ManifestText.Read("standard input", await input.ReadToEndAsync(cancellationToken).ConfigureAwait(false));
        var (manifests, notes) = StatusManifests.Of(read.Manifests);
        var problems = read.Problems.Select(problem => new ImportNotice(problem.Source, problem.Message)).ToList();
        await console.Output.WriteAsync(string.Join("---\n", manifests.Select(KubernetesYaml.Write))).ConfigureAwait(false);
        await ManifestOutput.WriteAsync(console.Error, [.. notes, .. problems]).ConfigureAwait(false);
        return problems.Count > 0 ? ManifestOutput.SomeFailed : 0;
    }
}
