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

    private const string Jupyter = ".ipynb";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, string> Extensions = new(StringComparer.Ordinal)
    {
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
        var isJupyter = candidate.Id.EndsWith(Jupyter, StringComparison.OrdinalIgnoreCase);
        if (!isJupyter && !Extensions.ContainsKey(candidate.Language ?? ""))
        {
            throw new ImportException($"its language {candidate.Language} is not known");
        }

        var format = isJupyter ? "JUPYTER" : "SOURCE";
        var exported = await client.WorkspaceObjects.ExportAsync(candidate.Id, format, cancellationToken).ConfigureAwait(false);
        var spec = new JsonObject { ["path"] = candidate.Id };
        spec[isJupyter ? "format" : "language"] = isJupyter ? format : candidate.Language;
        return (spec, new ImportedContent($"{name}{(isJupyter ? Jupyter : Extensions[candidate.Language!])}", TextOf(exported)));
    }

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
