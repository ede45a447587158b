using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Runtime.Client;

namespace Operator.Commands.Import;

/// <summary>An object of a workspace before it is read.</summary>
/// <param name="Id">Of a notebook its path.</param>
/// <param name="Name">In the workspace.</param>
/// <param name="Marker">The tag of the operator that manages it; null where none does.</param>
internal sealed record ImportCandidate(string Id, string Name, string? Marker)
{
    /// <summary>Of a notebook; null for every other kind.</summary>
    public string? Language { get; init; }
}

/// <summary>How objects of one kind are found in a workspace and written as manifests.</summary>
internal interface IImportedKind
{
    /// <summary>As the command names it: jobs.</summary>
    string Word { get; }

    ResourceDefinition Definition { get; }

    /// <summary>Everything there is of the kind.</summary>
    /// <param name="client">Of the workspace.</param>
    /// <param name="folder">Of notebooks: the one to look in.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="Operator.Databricks.Errors.DatabricksException">It cannot be listed.</exception>
    Task<IReadOnlyList<ImportCandidate>> ListAsync(WorkspaceClient client, string folder, CancellationToken cancellationToken);

    /// <exception cref="Operator.Databricks.Errors.DatabricksException">It cannot be read.</exception>
    Task<ImportedObject> ReadAsync(ImportCandidate candidate, string name, WorkspaceClient client, CancellationToken cancellationToken);

    /// <summary>An object that another tool describes.</summary>
    /// <param name="candidate">Its id is empty where the tool does not know it.</param>
    /// <param name="wire">Its settings, by the names of the API; changed.</param>
    /// <param name="name">Of the resource.</param>
    /// <exception cref="ImportException">No manifest can stand for it.</exception>
    ImportedObject Convert(ImportCandidate candidate, JsonObject wire, string name);

    /// <summary>Why the operator would refuse the manifest.</summary>
    IReadOnlyList<string> ProblemsOf(JsonObject manifest);
}

/// <summary>The kinds that there are.</summary>
internal static class ImportedKinds
{
    public static IReadOnlyList<IImportedKind> All { get; } = [new ClusterImport(), new JobImport(), new NotebookImport(), new WarehouseImport()];
}

/// <summary>What the kinds have in common.</summary>
internal abstract class ImportedKind<TEntity>(string word, Func<TEntity, IEnumerable<string>> problems) : IImportedKind
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly EntitySerializer Serializer = new(ApiJsonContext.Default);

    public string Word => word;

    public ResourceDefinition Definition { get; } = ResourceDefinition.Of<TEntity>();

    public abstract Task<IReadOnlyList<ImportCandidate>> ListAsync(WorkspaceClient client, string folder, CancellationToken cancellationToken);

    public async Task<ImportedObject> ReadAsync(ImportCandidate candidate, string name, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var (spec, content) = await SpecOfAsync(candidate, name, notes, client, cancellationToken).ConfigureAwait(false);
        return Imported(candidate, name, spec, content, notes);
    }

    public ImportedObject Convert(ImportCandidate candidate, JsonObject wire, string name)
    {
        var notes = new List<string>();
        var (spec, content) = SpecOf(wire, name, notes);
        return Imported(candidate, name, spec, content, notes);
    }

    public IReadOnlyList<string> ProblemsOf(JsonObject manifest)
    {
        var decoded = Serializer.Decode<TEntity>(JsonSerializer.SerializeToUtf8Bytes(manifest));
        return decoded.Entity is { } entity ? [.. problems(entity)] : [decoded.Undecodable!.Error];
    }

    /// <summary>The spec without id and policies, and of a notebook the content.</summary>
    protected abstract Task<(JsonObject Spec, ImportedContent? Content)> SpecOfAsync(
        ImportCandidate candidate, string name, List<string> notes, WorkspaceClient client, CancellationToken cancellationToken);

    /// <inheritdoc cref="SpecOfAsync"/>
    protected abstract (JsonObject Spec, ImportedContent? Content) SpecOf(JsonObject wire, string name, List<string> notes);

    /// <summary>Whether a manifest names the object by its id.</summary>
    protected virtual bool HasExternalId => true;

    private ImportedObject Imported(ImportCandidate candidate, string name, JsonObject spec, ImportedContent? content, List<string> notes)
    {
        if (HasExternalId && candidate.Id.Length > 0)
        {
            spec["externalId"] = candidate.Id;
        }

        // The first kubectl delete must not take away what was there before the operator.
        spec["policies"] = new JsonObject { ["deletion"] = nameof(DeletionPolicy.Retain) };
        return new ImportedObject(Definition, candidate.Id, name, spec) { Notes = notes, Content = content };
    }
}
