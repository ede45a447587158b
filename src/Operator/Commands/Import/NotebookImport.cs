using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.WorkspaceObjects;
using Operator.Kinds.Notebooks;

namespace Operator.Commands.Import;

/// <summary>Notebooks below a folder, with their content. A notebook is known by its path, so a manifest needs no externalId.</summary>
internal sealed class NotebookImport() : ImportedKind<DatabricksNotebook>("notebooks", NotebookSpecValidator.Problems)
{
    /// <summary>Of an entry of a ConfigMap, which holds a MiB with all that is around it.</summary>
    private const int LargestContent = 1_000_000;

    private const string SourceFormat = "SOURCE";
    private const string JupyterFormat = "JUPYTER";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Of files, by the language, or by the format that has a language of its own.</summary>
    private static readonly Dictionary<string, string> Extensions = new(StringComparer.Ordinal)
    {
        [JupyterFormat] = ".ipynb",
        ["PYTHON"] = ".py",
        ["SCALA"] = ".scala",
        ["SQL"] = ".sql",
        ["R"] = ".r",
    };

    /// <summary>What is in a Git folder belongs to the repository.</summary>
    public override async Task<IReadOnlyList<ImportCandidate>> ListAsync(WorkspaceClient client, string folder, CancellationToken cancellationToken)
    {
        var found = new List<ImportCandidate>();
        var folders = new Queue<string>([folder]);
        while (folders.TryDequeue(out var next))
        {
            var list = await client.WorkspaceObjects.ListAsync(next, notebooksModifiedAfter: null, cancellationToken).ConfigureAwait(false);
            foreach (var entry in (list.Objects ?? []).Where(entry => entry.Path is not null))
            {
                if (entry.ObjectType == "DIRECTORY")
                {
                    folders.Enqueue(entry.Path!);
                }
                else if (entry.ObjectType == "NOTEBOOK")
                {
                    var path = WithoutRoot(entry.Path!);
                    found.Add(new ImportCandidate(path, path, Marker: null) { Language = entry.Language });
                }
            }
        }

        return [.. found.OrderBy(candidate => candidate.Id, StringComparer.Ordinal)];
    }

    protected override async Task<(JsonObject Spec, ImportedContent? Content)> SpecOfAsync(
        ImportCandidate candidate, string name, List<string> notes, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var format = candidate.Id.EndsWith(Extensions[JupyterFormat], StringComparison.OrdinalIgnoreCase) ? JupyterFormat : SourceFormat;
        // Before the export: one of another language would be for nothing.
        var extension = ExtensionOf(format, candidate.Language);
        var exported = await client.WorkspaceObjects.ExportAsync(candidate.Id, format, cancellationToken).ConfigureAwait(false);
        return (Spec(candidate.Id, format, candidate.Language), new ImportedContent($"{name}{extension}", TextOf(exported)));
    }

    protected override bool HasExternalId => false;

    protected override (JsonObject Spec, ImportedContent? Content) SpecOf(JsonObject wire, string name, List<string> notes)
    {
        var (path, language) = (WithoutRoot($"{wire["path"]}"), wire["language"]?.ToString());
        var format = wire["format"]?.ToString() is { Length: > 0 } given ? given : SourceFormat;
        var spec = Spec(path, format, language);
        if (format is not (SourceFormat or JupyterFormat))
        {
            // It may be no text.
            spec["contentBase64"] = wire["content"]?.ToString();
            return (spec, null);
        }

        var content = new ExportedObject { Content = wire["content"]?.ToString() };
        return (spec, new ImportedContent($"{name}{ExtensionOf(format, language)}", TextOf(content)));
    }

    private static JsonObject Spec(string path, string format, string? language)
    {
        var isSource = format == SourceFormat;
        return new JsonObject { ["path"] = path, [isSource ? "language" : "format"] = isSource ? language : format };
    }

    private static string ExtensionOf(string format, string? language) =>
        Extensions.GetValueOrDefault(format == JupyterFormat ? JupyterFormat : language ?? "")
            ?? throw new ImportException($"its language {language} is not known");

    private static string TextOf(ExportedObject exported)
    {
        if (!exported.TryDecode(out var content))
        {
            throw new ImportException("its content cannot be read");
        }

        if (content.Length > LargestContent)
        {
            throw new ImportException(string.Create(
                CultureInfo.InvariantCulture,
                $"its content has {content.Length} bytes, and a ConfigMap holds no more than {LargestContent}: keep it in a Git repository"));
        }

        try
        {
            return Strict.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            throw new ImportException("its content is not UTF-8");
        }
    }

    /// <summary>/Workspace/x and /x are one place.</summary>
    private static string WithoutRoot(string path) => path.StartsWith("/Workspace/", StringComparison.Ordinal) ? path["/Workspace".Length..] : path;
}
