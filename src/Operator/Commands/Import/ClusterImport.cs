using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Clusters;
using Operator.Kinds.Clusters;

namespace Operator.Commands.Import;

/// <summary>All-purpose clusters. Only a get shows what a cluster was asked to be, before the server filled anything in.</summary>
internal sealed class ClusterImport() : ImportedKind<DatabricksCluster>("clusters", ClusterSpecValidator.Problems)
{
    private static readonly ClusterFilter MadeByPeopleOrTools = new() { Sources = ["API", "UI"] };

    public override async Task<IReadOnlyList<ImportCandidate>> ListAsync(WorkspaceClient client, string folder, CancellationToken cancellationToken)
    {
        var clusters = await client.Clusters.ListAllAsync(MadeByPeopleOrTools, cancellationToken).ConfigureAwait(false);
        return [.. clusters.Where(cluster => cluster.ClusterId is not null).OrderBy(cluster => cluster.ClusterId, StringComparer.Ordinal)
            .Select(cluster => new ImportCandidate(
                cluster.ClusterId!, cluster.ClusterName ?? "", cluster.CustomTags?.GetValueOrDefault(Ownership.MarkerTag)))];
    }

    protected override async Task<(JsonObject Spec, ImportedContent? Content)> SpecOfAsync(
        ImportCandidate candidate, string name, List<string> notes, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var cluster = await client.Clusters.GetAsync(candidate.Id, cancellationToken).ConfigureAwait(false);
        return (ClusterManifest.SpecOf(cluster, name, notes), null);
    }

    protected override (JsonObject Spec, ImportedContent? Content) SpecOf(JsonObject wire, string name, List<string> notes) =>
        (ClusterManifest.SpecOf(wire, name, notes), null);
}
