using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Databricks.Errors;
using Operator.Databricks.Observation;
using Operator.Managed;

namespace Operator.Kinds.Runs;

/// <summary>The rows of runs/list with nothing but active runs: one that is no longer in it has ended, and is read once.</summary>
internal sealed class RunLister : IListedKind<DatabricksJobRun, ObservedRun>
{
    /// <summary>See RunReads: the strictest of the limits (behavior §1.2).</summary>
    private const int PageSize = 24;

    /// <summary>A server that never ends its list must not be asked without end: 2,000 runs can be active at once (behavior §3.3).</summary>
    private const int MaxPages = 200;

    public string Plural => "active runs";

    public bool TellsOfEach => true;

    /// <summary>An ended or suspended run is not observed any more.</summary>
    public string? RecordedId(DatabricksJobRun entity) => entity.Spec.Suspend == true || RunCompletion.IsRecorded(entity) ? null : entity.Status.RunId;

    public async IAsyncEnumerable<IReadOnlyList<ObservedRun>> PagesAsync(WorkspaceClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        int? offset = null;
        for (var number = 0; number < MaxPages; number++)
        {
            var page = await client.Runs.ListAsync(
                null, "true", null, null, null, null, null, PageSize, offset, token, cancellationToken).ConfigureAwait(false);
            var runs = page.Runs ?? [];
            yield return [.. runs.Where(run => run is not null).Select(run => new ObservedRun(run, IsWhole: false))];
            if (string.IsNullOrEmpty(page.NextPageToken) && (page.HasMore is not true || runs.Count == 0))
            {
                yield break;
            }

            token = string.IsNullOrEmpty(page.NextPageToken) ? null : page.NextPageToken;
            offset = token is null ? (offset ?? 0) + runs.Count : null;
        }

        // A part of a list would make all others look ended.
        throw new DatabricksException(new DatabricksError(
            "runs/list", DatabricksErrorKind.Transient, $"the list of active runs has more than {MaxPages} pages"));
    }

    public string? IdOf(ObservedRun row) => row.Run.RunId?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Runs carry no mark: the token they were started with tells whose they are, and is never shown (behavior §3.2).</summary>
    public string? MarkerOf(ObservedRun row) => null;

    public string? NameOf(ObservedRun row) => null;

    public ulong FingerprintOf(ObservedRun row) =>
        Fingerprint.Of(new JsonArray(row.Progress.State, row.Progress.Result, row.Run.StartTime, row.Run.Status?.QueueDetails?.Code));

    public bool IsInTransition(ObservedRun row) => true;

    public bool IsComplete(ObservedRun row) => true;
}
