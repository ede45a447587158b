using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;
using Operator.Runtime.Informers;
using Operator.Runtime.Status;

namespace Operator.Workspaces;

/// <summary>
/// Finds an object's workspace: the one it names, else the one named default in its namespace, else the operator's default. Whether a workspace can be
/// used is what its status says of its present generation; so a new process decides like the last one did, and a pass that overtakes the workspace's own waits
/// for it.
/// </summary>
internal sealed class WorkspaceRegistry(
    ObjectStore<DatabricksWorkspace> store, NamespaceAdmission admission, WorkspaceClients clients, EnvironmentWorkspace environment, Restrictions restrictions,
    SharedDefault shared) : IWorkspaceConnector
{
    public WorkspaceConnection Connect(IDatabricksResource resource) =>
        Connect(resource, WorkspaceReferences.KeyOf(resource), isNamed: resource.Spec.WorkspaceRef is not null);

    public WorkspaceConnection ConnectForDeletion(IDatabricksResource resource)
    {
        var key = WorkspaceReferences.KeyOf(resource);
        if (WorkspaceReferences.MoveProblem(resource, WorkspaceReferences.NameOf(resource, key)) is null)
        {
            return Connect(resource);
        }

        return WorkspaceReferences.RecordedKeyOf(resource) is { } recorded ? Connect(resource, recorded, isNamed: true) : environment.Connect(resource);
    }

    private WorkspaceConnection Connect(IDatabricksResource resource, ObjectKey key, bool isNamed)
    {
        var name = WorkspaceReferences.NameOf(resource, key);
        if (store.Find(key) is not { } workspace)
        {
            // There may be one: that of the environment must not take its place.
            if (store.RefusalOf(key.Namespace) is { IsGone: false } refused)
            {
                return new(name, null, $"DatabricksWorkspace {key} cannot be looked up: {refused}");
            }

            clients.Close(key);
            return store.FindUndecodable(key) is not null
                ? new(name, null, $"DatabricksWorkspace {key} cannot be read; its own condition says why", IsStalled: true)
                : isNamed ? new(name, null, Missing(key))
                : shared.FallbackOf(resource) is { } fallback ? Connect(resource, fallback, isNamed: true)
                : environment.Connect(resource);
        }

        return Refusal(resource, workspace) is { } refusal ? new(name, null, refusal) : Connect(resource, workspace, key, name);
    }

    private WorkspaceConnection Connect(IDatabricksResource resource, DatabricksWorkspace workspace, ObjectKey key, string name)
    {
        var isLeaving = resource.Metadata.DeletionTimestamp is not null;
        if (workspace.Spec.Suspend == true)
        {
            // Its lists are read whether or not a pass asks for them.
            clients.Close(workspace);
            var problem = $"DatabricksWorkspace {key} is suspended: nothing is called there until its spec.suspend is false";
            return new(name, null, problem) { IsSuspended = !isLeaving };
        }

        if (!clients.TryOpen(workspace, out var open, out var obstacle))
        {
            return new(name, null, $"DatabricksWorkspace {key} cannot be used: {obstacle}", IsStalled: true);
        }

        if (isLeaving && open.Credential is not null && (IsWithoutSecret(workspace) || IsUndecided(workspace)))
        {
            // The last credential was read for this very host, and is good enough to clean up with.
            return new(name, open.Client, null);
        }

        // What was admitted once may always be deleted.
        if (!isLeaving && restrictions.Denial(resource, workspace) is { } denial)
        {
            return new(name, null, $"DatabricksWorkspace {key} does not allow it: {denial}") { IsDenied = true };
        }

        return NotReady(workspace, open) is { } hindrance
            ? new(name, null, hindrance, IsStalled(workspace)) { IsUndecided = (IsUndecided(workspace) || IsUnjudged(workspace)) && open.IsJustEdited }
            : new(name, open.Client, null);
    }

    /// <summary>Whether a change of a workspace can change what its users get.</summary>
    public static bool IsNews(DatabricksWorkspace? before, DatabricksWorkspace? after) =>
        before is null || after is null || before.Metadata.Uid != after.Metadata.Uid || before.Spec.Suspend != after.Spec.Suspend
        || JudgedGeneration(before) != JudgedGeneration(after)
        || IsRefused(before) != IsRefused(after) || IsStalled(before) != IsStalled(after) || before.Status.Host != after.Status.Host;

    /// <summary>An edit counts from the moment when the workspace's own pass has judged it.</summary>
    private static long? JudgedGeneration(DatabricksWorkspace workspace) => workspace.Status.Conditions.Find(ConditionTypes.Ready)?.ObservedGeneration;

    private static bool IsUndecided(DatabricksWorkspace workspace) => JudgedGeneration(workspace) is { } judged && judged != workspace.Metadata.Generation;

    /// <summary>It is so new that its first pass has not ended yet.</summary>
    private static bool IsUnjudged(DatabricksWorkspace workspace) => JudgedGeneration(workspace) is null;

    private static bool IsRefused(DatabricksWorkspace workspace) => workspace.Status.Conditions.Find(ConditionTypes.Ready)?.Status == Conditions.False;

    /// <summary>Of an edited workspace nothing is known until it has been reconciled.</summary>
    private static bool IsStalled(DatabricksWorkspace workspace) =>
        workspace.Status.Conditions.IsTrue(ConditionTypes.Stalled) && workspace.Status.ObservedGeneration == workspace.Metadata.Generation;

    private static string Missing(ObjectKey key) =>
        $"There is no DatabricksWorkspace {key.Name} in namespace {key.Namespace}, or the operator does not see it (its options watchNamespaces and class)";

    private string? Refusal(IDatabricksResource resource, DatabricksWorkspace workspace)
    {
        var key = ObjectKey.Of(workspace);
        if (!admission.Admits(workspace, resource.Metadata.NamespaceProperty))
        {
            return $"DatabricksWorkspace {key} does not admit namespace {resource.Metadata.NamespaceProperty}: its spec.allowedNamespaces would have to";
        }

        return workspace.Metadata.DeletionTimestamp is not null && resource.Status.WorkspaceId is null && resource.Metadata.DeletionTimestamp is null
            ? $"DatabricksWorkspace {key} is being deleted and takes nothing new"
            : null;
    }

    /// <summary>The Secret went first, as it may when everything is deleted at once: the last credential is good enough to clean up with.</summary>
    private static bool IsWithoutSecret(DatabricksWorkspace workspace) =>
        workspace.Status.Conditions.Find(ConditionTypes.Ready)?.Reason == Reasons.DependencyNotReady;

    /// <summary>
    /// Null when calls may be made. An outage is no reason against them: it passes, and the calls notice first. But where no call ever succeeded, a thousand
    /// objects need not try each for itself.
    /// </summary>
    private static string? NotReady(DatabricksWorkspace workspace, WorkspaceSession open)
    {
        var key = ObjectKey.Of(workspace);
        if (IsUndecided(workspace))
        {
            return $"DatabricksWorkspace {key} was edited, and whether it can still be used is not known yet";
        }

        if (workspace.Status.Conditions.Find(ConditionTypes.Ready) is { Status: Conditions.False } refused)
        {
            return $"DatabricksWorkspace {key} is not ready ({refused.Reason}): {refused.Message}";
        }

        if (workspace.Status.Host == open.Settings.Host.ToString())
        {
            return null;
        }

        var words = workspace.Status.Conditions.Find(ConditionTypes.Synced)?.Message;
        return $"DatabricksWorkspace {key} has not answered yet{(string.IsNullOrEmpty(words) ? "" : $": {words}")}";
    }
}
