using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>Finds the one remote object of an entity: by its recorded id, by spec.externalId, by its marker, or by name.</summary>
internal sealed class RemoteFinder<TEntity, TObserved>(
    IExternalClient<TEntity, TObserved> external, RemoteOwnership<TEntity, TObserved> ownership, CreationLedger ledger, ManagedTiming timing, TimeProvider time)
    where TEntity : class, IDatabricksResource
    where TObserved : class
{
    /// <summary>The remote object, or null when there certainly is none, or an outcome when that cannot be told yet.</summary>
    public async Task<(TObserved? Observed, Outcome? Unknown)> FindAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        var recorded = external.RecordedId(pass.Working);
        if ((recorded ?? pass.Working.Spec.ExternalId) is not { } id)
        {
            return await SearchAsync(pass, cancellationToken).ConfigureAwait(false);
        }

        var observed = await LookAsync(pass, id, isRecorded: recorded is not null, cancellationToken).ConfigureAwait(false);
        if (WrongWorkspace(pass) is { } wrong)
        {
            return (null, wrong);
        }

        if (observed is not null)
        {
            return (observed, await ProblemAsync(pass, observed, recorded, cancellationToken).ConfigureAwait(false));
        }

        if (recorded is null)
        {
            return (null, Outcome.Stalled(Reasons.AdoptionTargetNotFound, $"spec.externalId {id} does not exist in the workspace", timing.Observe));
        }

        return Missing(pass, id) is { } missing ? (null, missing) : await SearchAsync(pass, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome?> ProblemAsync(Pass<TEntity> pass, TObserved observed, string? recorded, CancellationToken cancellationToken)
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

        return external.Obstacle(pass.Working, observed);
    }

    /// <summary>A list is enough to see that all is well. Whatever is to be changed is looked at by itself first, because a list is older and shows less.</summary>
    private async Task<TObserved?> LookAsync(Pass<TEntity> pass, string id, bool isRecorded, CancellationToken cancellationToken)
    {
        var glimpse = isRecorded ? await external.GlimpseAsync(pass.Working, id, pass.Client, cancellationToken).ConfigureAwait(false) : null;
        return glimpse is not null && external.Decide(pass.Working, glimpse, pass.Marker).IsNothing
            ? glimpse
            : await external.ObserveAsync(pass.Working, id, pass.Client, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Null once the recorded object is certainly gone and another may take its place.</summary>
    private Outcome? Missing(Pass<TEntity> pass, string id)
    {
        if (ledger.UntilCertain(pass.Uid) is var wait && wait > TimeSpan.Zero)
        {
            // Reads may lag behind a creation, and an id is not given up for one answer.
            return new Outcome { Synced = Verdict.Unknown(Reasons.RemoteMissing, $"{id} cannot be seen in the workspace; making sure"), IsReconciling = true, RequeueAfter = wait };
        }

        if (external.Lost(pass.Working, id) is { } lost)
        {
            return lost;
        }

        if (pass.Working.Spec.ExternalId is not null)
        {
            return Outcome.Stalled(
                Reasons.RemoteMissing,
                $"{id} no longer exists in the workspace, and spec.externalId asks for that very object. To have a new one, delete this resource and create it without externalId",
                timing.Observe);
        }

        pass.Note(Reasons.RemoteMissing, $"{id} no longer exists in the workspace", isWarning: true);
        external.DescribeMissing(pass.Working);
        return null;
    }

    private async Task<(TObserved? Observed, Outcome? Unknown)> SearchAsync(Pass<TEntity> pass, CancellationToken cancellationToken)
    {
        if (external.RepeatsCreation)
        {
            return (null, WrongWorkspace(pass));
        }

        var wait = ledger.UntilCertain(pass.Uid);
        if (wait > TimeSpan.Zero)
        {
            return (null, Outcome.InProgress(Reasons.Provisioning, "Making sure that an earlier attempt created nothing", wait, Verdict.Unknown(Reasons.Provisioning, "")));
        }

        var notBefore = ledger.IsUntouched(pass.Uid) ? Earlier(time.GetUtcNow() - timing.SharedList, pass.Working.Metadata.CreationTimestamp) : time.GetUtcNow();
        var found = await external.SearchAsync(pass.Working, pass.Marker, pass.Client, notBefore, cancellationToken).ConfigureAwait(false);
        return WrongWorkspace(pass) is { } wrong ? (null, wrong) : await ChooseAsync(pass, found, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Nothing was created for an untouched object since it came into being, so any list begun after that shows what it may find, however old it is by now.</summary>
    private static DateTimeOffset Earlier(DateTimeOffset shared, DateTime? created) =>
        created is { } since && new DateTimeOffset(since.ToUniversalTime()) is var begun && begun < shared ? begun : shared;

    /// <summary>The one that is this entity's, or may be taken over.</summary>
    private async Task<(TObserved? Observed, Outcome? Unknown)> ChooseAsync(Pass<TEntity> pass, IReadOnlyList<TObserved> found, CancellationToken cancellationToken)
    {
        if (found.DefaultIfEmpty().Select(candidate => external.Obstacle(pass.Working, candidate)).FirstOrDefault(outcome => outcome is not null) is { } obstacle)
        {
            return (null, obstacle);
        }

        var marked = found.Where(candidate => OwnerMarker.IsSame(external.MarkerOf(candidate), pass.Marker)).ToList();
        var candidates = marked.Count > 0 ? marked : [.. found.Where(candidate => ownership.MayAdoptByName(pass, candidate))];
        if (candidates.Count > 1)
        {
            var ids = string.Join(", ", candidates.Select(external.IdOf));
            return (null, Outcome.Stalled(marked.Count > 0 ? Reasons.Conflict : Reasons.AmbiguousName, $"More than one object could be this one: {ids}. Delete all but one, or name one in spec.externalId", timing.Observe));
        }

        if (candidates.Count == 0)
        {
            return (null, ownership.NamesakeOfAnotherInstallation(pass, found));
        }

        var problem = ownership.Problem(pass, candidates[0])
            ?? (marked.Count > 0 ? await ownership.CopyProblemAsync(pass, candidates[0], cancellationToken).ConfigureAwait(false) : null);
        if (problem is not null)
        {
            return (null, problem);
        }

        pass.Note("Adopted", $"Took over {external.IdOf(candidates[0])}, found in the workspace");
        return (candidates[0], null);
    }

    /// <summary>Another workspace behind the same host must not read as "everything was deleted".</summary>
    private static Outcome? WrongWorkspace(Pass<TEntity> pass)
    {
        var (recorded, seen) = (pass.Working.Status.WorkspaceId, pass.Client.OrgId);
        pass.Working.Status.WorkspaceId = recorded ?? seen;
        return recorded is null || seen is null || recorded == seen
            ? null
            : Outcome.Stalled(Reasons.Conflict, $"The object lives in workspace {recorded}, but workspace {seen} answers now. Point the operator back, or set the annotation {Annotations.Abandon}: \"true\" and re-create the object");
    }
}
