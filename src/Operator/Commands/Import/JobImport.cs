using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Jobs;
using Operator.Kinds.Jobs;

namespace Operator.Commands.Import;

/// <summary>Jobs. A row of the list does not show whom a job runs as, so each is read.</summary>
internal sealed class JobImport() : ImportedKind<DatabricksJob>("jobs", JobSpecValidator.Problems)
{
    public override async Task<IReadOnlyList<ImportCandidate>> ListAsync(WorkspaceClient client, string folder, CancellationToken cancellationToken)
    {
        var jobs = await client.JobReads.ListAllAsync(new JobFilter(), cancellationToken).ConfigureAwait(false);
        return [.. jobs.Where(job => job.JobId is not null).OrderBy(job => job.JobId).Select(job => new ImportCandidate(
            job.JobId!.Value.ToString(CultureInfo.InvariantCulture), job.Settings?.Name ?? "", job.Settings?.Tags?.GetValueOrDefault(Ownership.MarkerTag)))];
    }

    protected override async Task<(JsonObject Spec, ImportedContent? Content)> SpecOfAsync(
        ImportCandidate candidate, string name, List<string> notes, WorkspaceClient client, CancellationToken cancellationToken)
    {
        var job = await client.JobReads.GetWholeAsync(long.Parse(candidate.Id, CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
        return (JobManifest.SpecOf(job, name, notes), null);
    }

    protected override (JsonObject Spec, ImportedContent? Content) SpecOf(JsonObject wire, string name, List<string> notes) =>
        (JobManifest.SpecOf(wire, name, notes), null);
}
