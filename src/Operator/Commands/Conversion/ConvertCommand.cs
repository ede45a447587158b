using System.CommandLine;
using Operator.Commands.Import;

namespace Operator.Commands.Conversion;

/// <summary><c>convert</c>: what another tool manages, as manifests. Asks neither a workspace nor a cluster.</summary>
internal sealed class ConvertCommand
{
    private readonly IReadOnlyList<IForeignSource> sources =
    [
        new BundleSource("bundle-summary", "databricks bundle summary -o json"), new BundleSource("bundle", "databricks bundle validate -o json"),
        new TerraformStateSource(), new AzureOperatorSource(),
    ];

    private readonly Argument<string> file = new("FILE")
    {
        Description = "What the other tool wrote; - for standard input.",
        DefaultValueFactory = _ => "-",
    };

    private readonly Option<string> from;

    private readonly Option<string?> @namespace = new("--namespace", "-n") { Description = "Namespace of the manifests. Default: none.", HelpName = "NAME" };

    private readonly Option<string?> workspace = new("--workspace")
    {
        Description = "The DatabricksWorkspace that manifests name. Default: they name none.",
        HelpName = "[NAMESPACE/]NAME",
    };

    private readonly ManifestOutput output = new();

    private ConvertCommand()
    {
        var words = sources.Select(source => source.Word).ToArray();
        from = new Option<string>("--from") { Description = $"What FILE is: {string.Join(", ", words)}.", HelpName = "SOURCE", Required = true };
        from.AcceptOnlyFromAmong(words);
    }

    /// <param name="input">Standard input.</param>
    public static Command Create(TextReader? input = null)
    {
        var convert = new ConvertCommand();
        var command = new Command("convert", "Write manifests of what a bundle, Terraform or azure-databricks-operator manages. Asks no workspace.")
        {
            convert.file, convert.from, convert.@namespace, convert.workspace, convert.output.Links, convert.output.Folder, convert.output.Format,
        };
        command.SetAction((result, cancellationToken) =>
            CommandRun.RunAsync(result, () => convert.RunAsync(result, input ?? Console.In, cancellationToken), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, TextReader input, CancellationToken cancellationToken)
    {
        var name = result.GetRequiredValue(file);
        var text = name == "-"
            ? await input.ReadToEndAsync(cancellationToken).ConfigureAwait(false)
            : await File.ReadAllTextAsync(name, cancellationToken).ConfigureAwait(false);
        var source = sources.Single(one => one.Word == result.GetValue(from));
        var filter = new ImportFilter
        {
            Namespace = result.GetValue(@namespace),
            LinksReferences = result.GetValue(output.Links),
            WorkspaceRef = result.GetValue(workspace) is { } reference ? ImportTarget.ReferenceTo(reference) : null,
        };
        var converted = Converter.Of(source.Read(name == "-" ? "standard input" : name, text), ImportedKinds.All, filter);
        return await output.WriteAsync(result, "Converted", converted, filter.Namespace).ConfigureAwait(false);
    }
}
