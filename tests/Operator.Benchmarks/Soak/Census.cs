using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Benchmarks.Fleets;

namespace Operator.Benchmarks.Soak;

/// <summary>Compares the objects in Kubernetes, as the API server shows them, with what the workspace has.</summary>
internal sealed class Census(SoakSystem system)
{
    /// <summary>Every object is there and Ready at its present generation.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        foreach (var fleet in system.Fleets)
        {
            if ((await fleet.ListAsync(cancellationToken)).Count(ReadinessWatch.IsReady) != fleet.Names.Count)
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>A line for each object that is not Ready, with why.</returns>
    public async Task<IReadOnlyList<string>> NotReadyAsync(CancellationToken cancellationToken)
    {
        List<string> lines = [];
        foreach (var fleet in system.Fleets)
        {
            lines.AddRange(
                from entity in await fleet.ListAsync(cancellationToken)
                where !ReadinessWatch.IsReady(entity)
                select $"{entity["metadata"]!["name"]}: {ReadinessWatch.Condition(entity)?.ToJsonString() ?? "without a status"}");
        }

        return lines;
    }

    /// <returns>A line for each kind whose objects and those of the workspace are not one to one.</returns>
    public async Task<IReadOnlyList<string>> ComplaintsAsync(CancellationToken cancellationToken)
    {
        List<string> complaints = [];
        foreach (var fleet in system.Fleets)
        {
            var entities = await fleet.ListAsync(cancellationToken);
            var (claimed, there) = (entities.Select(entity => IdOf(entity, fleet.Kind.Name)).ToList(), IdsOf(fleet.Kind.Name));
            var (ready, missing) = (entities.Count(ReadinessWatch.IsReady), claimed.Count(id => id is null || !there.Contains(id)));
            var (twice, left) = (claimed.Count - claimed.Distinct().Count(), there.Except(claimed).Count());
            if ((ready, missing, twice, left) != (fleet.Names.Count, 0, 0, fleet.Kind.Name == "run" ? system.RetiredRuns : 0))
            {
                complaints.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{fleet.Kind.Kind}: {ready} of {fleet.Names.Count} Ready, {missing} missing in the workspace, {twice} claimed twice, {left} of nobody"));
            }
        }

        return complaints;
    }

    private static string? IdOf(JsonNode entity, string kind) => (string?)entity["status"]?[kind == "notebook" ? "objectId" : $"{kind}Id"];

    private HashSet<string> IdsOf(string kind)
    {
        var workspace = system.Workspace;
        return (kind switch
        {
            "job" => workspace.Jobs.Ids.Select(Text).Where(id => id != system.SharedJob),
            "run" => workspace.Runs.Ids.Select(Text),
            "cluster" => workspace.Clusters.Ids,
            "warehouse" => workspace.Warehouses.Ids,
            "notebook" => workspace.Objects.Paths.Select(path => workspace.Objects.Find(path)!["object_id"]!.ToString()),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The census does not know where its objects are."),
        }).ToHashSet(StringComparer.Ordinal);
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
