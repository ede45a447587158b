using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>Finds the one remote object of an entity: by its recorded id, by spec.externalId, by its marker, or by name.</summary>
internal sealed class ExternalLocator<TEntity, TObserved>(
    ExternalObjects<TEntity, TObserved> external, ExternalOwnership<TEntity, TObserved> ownership, CreationLedger ledger, ReconcileIntervals timing,
    TimeProvider time)
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>The remote object with what is to be done about it, evaluated once for each look.</summary>
    public async Task<Observation<TObserved>> FindAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        var recorded = external.Kind.RecordedId(pass.Working);
        if ((recorded ?? pass.Working.Spec.ExternalId) is not { } id)
        {
            return await SearchAsync(pass, cancellationToken).ConfigureAwait(false);
        }

        var (remote, listed) = await LookAsync(pass, id, isRecorded: recorded is not null, cancellationToken).ConfigureAwait(false);
        if (WrongWorkspace(pass) is { } wrong)
        {
            return Observation<TObserved>.Unknown(wrong);
        }

        if (remote is not null)
        {
            return await ProblemAsync(pass, remote, recorded, cancellationToken).ConfigureAwait(false) is { } problem
                ? Observation<TObserved>.Unknown(problem)
                : Known(pass, remote, listed);
        }

        if (recorded is null)
        {
            return Observation<TObserved>.Unknown(
                ReconcileOutcome.Stalled(Reasons.AdoptionTargetNotFound, $"spec.externalId {id} does not exist in the workspace", timing.Observe));
        }

        return Missing(pass, id) is { } missing
            ? Observation<TObserved>.Unknown(missing)
            : await SearchAgainAsync(pass, id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// What one answer did not show is looked for as if nothing were recorded. Only when it is found nowhere, or another object in its place, is the record
    /// given up: a notebook is known by nothing else.
    /// </summary>
    private async Task<Observation<TObserved>> SearchAgainAsync(Pass<TEntity> pass, string id, CancellationToken cancellationToken)
    {
        var found = await SearchAsync(pass, cancellationToken).ConfigureAwait(false);
        if (found.Certainty == Certainty.Unknown || (found.Remote is { } same && external.Kind.IdOf(same) == id))
        {
            return found;
        }

        pass.Note(Reasons.RemoteMissing, $"{id} no longer exists in the workspace", isWarning: true);
        external.Forget(pass.Working);
        pass.Working.ClearStatus();
        return found.Remote is { } other ? Observation<TObserved>.Present(other, Evaluate(pass, other)) : found;
    }

    private async Task<ReconcileOutcome?> ProblemAsync(Pass<TEntity> pass, TObserved observed, string? recorded, CancellationToken cancellationToken)
    {
        if (ownership.Problem(pass, observed) is { } problem)
        {
            return problem;
        }

        if (recorded is not null)
        {
            ledger.Seen(pass.Uid);
            if (await ownership.SecondAsync(pass, recorded, cancellationToken).ConfigureAwait(false) is { } second)
            {
                return second;
            }
        }

        return external.GetConflict(pass.Working, observed);
    }

    /// <summary>
    /// A list is enough to see that an object is in sync. Before anything is changed the object is read by itself, because a list is older and shows less; what
    /// is to be done about it is evaluated once it is known to be the resource's own.
    /// </summary>
    /// <returns>The object, and what is to be done about it by the list; null where the list does not tell.</returns>
    private async Task<(TObserved? Remote, Change? Listed)> LookAsync(Pass<TEntity> pass, string id, bool isRecorded, CancellationToken cancellationToken)
    {
        var row = isRecorded ? await external.ObserveAsync(pass.Working, id, LookSource.List, pass.Client, cancellationToken).ConfigureAwait(false) : null;
        var listed = row is null ? null : Evaluate(pass, row);
        return listed is { IsNothing: true }
            ? (row, listed)
            : (await external.ObserveAsync(pass.Working, id, LookSource.Object, pass.Client, cancellationToken).ConfigureAwait(false), listed);
    }

    private Observation<TObserved> Known(Pass<TEntity> pass, TObserved remote, Change? listed)
    {
        var change = listed is { IsNothing: true } ? listed : Evaluate(pass, remote);
        return Observation<TObserved>.Present(remote, change) with { ContradictsList = listed is { IsNothing: false } && change.IsNothing };
    }

    private Change Evaluate(Pass<TEntity> pass, TObserved observed)
    {
        pass.Keep(external.Kind.MarkerOf(observed));
        return external.Evaluate(pass.Working, observed, pass.Marker);
    }

    /// <summary>Null once another object may take the place of the recorded one, which a read does not show.</summary>
    private ReconcileOutcome? Missing(Pass<TEntity> pass, string id)
    {
        if (ledger.UntilListsShowAll(pass.Uid) is var wait && wait > TimeSpan.Zero)
        {
            // Reads and lists may lag behind a creation, also after one of them has shown the object, and an id is not given up for one answer.
            return new ReconcileOutcome
            {
                Synced = ConditionValue.Unknown(Reasons.RemoteMissing, $"{id} cannot be seen in the workspace; making sure"),
                IsReconciling = true,
                RequeueAfter = wait,
            };
        }

        if (external.Completion is { } completion)
        {
            return completion.OnMissing(pass.Working, id);
        }

        if (pass.Working.Spec.ExternalId is not null)
        {
            return ReconcileOutcome.Stalled(
                Reasons.RemoteMissing,
                $"{id} no longer exists in the workspace, and spec.externalId asks for that very object. To have a new one, delete this resource and create it "
                    + "without externalId",
                timing.Observe);
        }

        return null;
    }

    private async Task<Observation<TObserved>> SearchAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (external.Kind.HasIdempotentCreate)
        {
            return WrongWorkspace(pass) is { } elsewhere ? Observation<TObserved>.Unknown(elsewhere) : Observation<TObserved>.Absent;
        }

        var wait = ledger.UntilCertain(pass.Uid);
        if (wait > TimeSpan.Zero)
        {
            return Observation<TObserved>.Unknown(
                ReconcileOutcome.InProgress(
                    Reasons.Provisioning, "Making sure that an earlier attempt created nothing", wait, ConditionValue.Unknown(Reasons.Provisioning, "")));
        }

        var found = await FindCandidatesAsync(pass, cancellationToken).ConfigureAwait(false);
        return WrongWorkspace(pass) is { } wrong ? Observation<TObserved>.Unknown(wrong)
            : found.Contradiction is { } contradiction ? Contradicted(pass, contradiction)
            : await ChooseAsync(pass, found.Objects, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What an older list shows and a read denies is usually gone since, which a list begun now tells within seconds.</summary>
    private async Task<SearchResult<TObserved>> FindCandidatesAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var notBefore = ledger.IsUntouched(pass.Uid) ? Earlier(now - timing.SharedList, pass.Working.Metadata.CreationTimestamp) : now;
        var found = await external.SearchAsync(pass.Working, pass.Marker, pass.Client, notBefore, cancellationToken).ConfigureAwait(false);
        return found.Contradiction is null || notBefore == now
            ? found
            : await external.SearchAsync(pass.Working, pass.Marker, pass.Client, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// An object created now might be a second one: as after a creation of unknown result, only a list begun after the grace can tell.
    /// </summary>
    private Observation<TObserved> Contradicted(Pass<TEntity> pass, string message)
    {
        ledger.Attempted(pass.Uid);
        return Observation<TObserved>.Unknown(new ReconcileOutcome
        {
            Synced = ConditionValue.Unknown(external.Kind.RecordedId(pass.Working) is null ? Reasons.Provisioning : Reasons.RemoteMissing, message),
            IsReconciling = true,
            RequeueAfter = ledger.UntilCertain(pass.Uid),
        });
    }

    /// <summary>
    /// Nothing was created for an untouched object since it came into being, so any list begun after that shows what it may find, however old it is by now.
    /// </summary>
    private static DateTimeOffset Earlier(DateTimeOffset shared, DateTime? created) =>
        created is { } since && new DateTimeOffset(since.ToUniversalTime()) is var begun && begun < shared ? begun : shared;

    /// <summary>The one that is this entity's, or may be taken over.</summary>
    private async Task<Observation<TObserved>> ChooseAsync(Pass<TEntity> pass, IReadOnlyList<TObserved> found, CancellationToken cancellationToken)
    {
        if (found.DefaultIfEmpty().Select(candidate => external.GetConflict(pass.Working, candidate))
            .FirstOrDefault(outcome => outcome is not null) is { } conflict)
        {
            return Observation<TObserved>.Unknown(conflict);
        }

        var marked = found.Where(candidate => OwnerMarker.IsSame(external.Kind.MarkerOf(candidate), pass.Marker)).ToList();
        var candidates = marked.Count > 0 ? marked : [.. found.Where(candidate => ownership.MayAdoptByName(pass, candidate))];
        var problem = candidates.Count switch
        {
            0 => ownership.NamesakeOfAnotherInstallation(pass, found),
            1 => ownership.Problem(pass, candidates[0])
                ?? (marked.Count > 0 ? await ownership.CopyProblemAsync(pass, candidates[0], cancellationToken).ConfigureAwait(false) : null),
            _ => Ambiguous(candidates, marked.Count > 0 ? Reasons.Conflict : Reasons.AmbiguousName),
        };
        if (problem is not null || candidates.Count == 0)
        {
            return problem is null ? Observation<TObserved>.Absent : Observation<TObserved>.Unknown(problem);
        }

        if (external.Kind.IdOf(candidates[0]) is var id && id != external.Kind.RecordedId(pass.Working))
        {
            pass.Note("Adopted", $"Took over {id}, found in the workspace");
        }

        return Observation<TObserved>.Present(candidates[0], Evaluate(pass, candidates[0]));
    }

    private ReconcileOutcome Ambiguous(IEnumerable<TObserved> candidates, string reason) => ReconcileOutcome.Stalled(
        reason,
        $"More than one object could be this one: {string.Join(", ", candidates.Select(external.Kind.IdOf))}. Delete all but one, or name one in "
            + "spec.externalId",
        timing.Observe);

    /// <summary>Another workspace behind the same host must not read as "everything was deleted".</summary>
    private static ReconcileOutcome? WrongWorkspace(Pass<TEntity> pass)
    {
        var (recorded, seen) = (pass.Working.Status.WorkspaceId, pass.Client.OrgId);
        pass.Working.Status.WorkspaceId = recorded ?? seen;
        return recorded is null || seen is null || recorded == seen
            ? null
            : ReconcileOutcome.Stalled(
                Reasons.Conflict,
                $"The object lives in workspace {recorded}, but workspace {seen} answers now. Point the operator back, or set the "
                    + $"annotation {Annotations.Abandon}: \"true\" and re-create the object");
    }
}
