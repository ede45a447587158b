namespace Operator.Api.V1Alpha1;

/// <summary>Every reason a condition can have. A new one needs a row in docs/operations.md.</summary>
public static class Reasons
{
    /// <summary>The object exists and is usable.</summary>
    public const string Available = "Available";

    /// <summary>The object is being created, or came into being and is not usable yet.</summary>
    public const string Provisioning = "Provisioning";

    /// <summary>A change of the object is under way.</summary>
    public const string Updating = "Updating";

    /// <summary>The cluster restarts, because a change needed it or spec.restartRequestTime asks for it.</summary>
    public const string Restarting = "Restarting";

    /// <summary>The cluster starts.</summary>
    public const string Starting = "Starting";

    /// <summary>The cluster stops.</summary>
    public const string Stopping = "Stopping";

    /// <summary>The resource is being deleted and its object in Databricks with it.</summary>
    public const string Deleting = "Deleting";

    /// <summary>Something the spec refers to is missing or not ready; it goes on by itself once it is.</summary>
    public const string DependencyNotReady = "DependencyNotReady";

    /// <summary>The workspace is missing, not ready, or does not admit this namespace.</summary>
    public const string WorkspaceNotReady = "WorkspaceNotReady";

    /// <summary>Databricks refused the workspace's credentials.</summary>
    public const string AuthenticationFailed = "AuthenticationFailed";

    /// <summary>The credentials are good but may not do this; or the operator's options or the workspace's restrictions do not allow it.</summary>
    public const string PermissionDenied = "PermissionDenied";

    /// <summary>The spec contradicts itself or a rule of the API; nothing was sent.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>A field was changed that cannot change on an existing object.</summary>
    public const string ImmutableFieldChanged = "ImmutableFieldChanged";

    /// <summary>Databricks refused the request; its answer is in the message. Tried again when the spec changes.</summary>
    public const string Rejected = "Rejected";

    /// <summary>An object that is not ours is where this one should be.</summary>
    public const string Conflict = "Conflict";

    /// <summary>Another resource already stands for the object named by externalId.</summary>
    public const string ExternalIdInUse = "ExternalIdInUse";

    /// <summary>No object has the id given in externalId, or it may not be seen.</summary>
    public const string AdoptionTargetNotFound = "AdoptionTargetNotFound";

    /// <summary>Several objects have the name to adopt; externalId tells which is meant.</summary>
    public const string AmbiguousName = "AmbiguousName";

    /// <summary>The path holds an object of another type.</summary>
    public const string WrongObjectType = "WrongObjectType";

    /// <summary>The object was deleted in Databricks and is not created again.</summary>
    public const string RemoteMissing = "RemoteMissing";

    /// <summary>The cluster ended unexpectedly or did not start; status.terminationReason tells why.</summary>
    public const string StartFailed = "StartFailed";

    /// <summary>A library could not be installed on the cluster.</summary>
    public const string LibraryFailed = "LibraryFailed";

    /// <summary>The run has not ended yet.</summary>
    public const string RunRunning = "RunRunning";

    /// <summary>The run ended well.</summary>
    public const string RunSucceeded = "RunSucceeded";

    /// <summary>The run ended well although some of its tasks failed.</summary>
    public const string RunSucceededWithFailures = "RunSucceededWithFailures";

    /// <summary>The run failed.</summary>
    public const string RunFailed = "RunFailed";

    /// <summary>The run was canceled.</summary>
    public const string RunCanceled = "RunCanceled";

    /// <summary>The run exceeded its time limit.</summary>
    public const string RunTimedOut = "RunTimedOut";

    /// <summary>Databricks skipped the run.</summary>
    public const string RunSkipped = "RunSkipped";

    /// <summary>Databricks no longer keeps the run.</summary>
    public const string RunExpired = "RunExpired";

    /// <summary>The workspace has had as many calls as it takes at the moment; tried again by itself.</summary>
    public const string RateLimited = "RateLimited";

    /// <summary>Databricks cannot be reached or is failing; tried again by itself.</summary>
    public const string ApiUnavailable = "ApiUnavailable";

    /// <summary>The object in Databricks could not be deleted; tried again, the message tells how to abandon it.</summary>
    public const string DeleteFailed = "DeleteFailed";

    /// <summary>The deletion waits for something only a person can change; the message tells what.</summary>
    public const string DeleteBlocked = "DeleteBlocked";

    /// <summary>The spec says suspend.</summary>
    public const string Suspended = "Suspended";

    /// <summary>An annotation of the operator has a value it does not know.</summary>
    public const string InvalidAnnotation = "InvalidAnnotation";

    /// <summary>The object agrees with the spec.</summary>
    public const string InSync = "InSync";

    /// <summary>The object differs from the spec and policies.drift says Report.</summary>
    public const string DriftDetected = "DriftDetected";

    /// <summary>The object differs from the spec and is being brought back.</summary>
    public const string DriftCorrecting = "DriftCorrecting";

    /// <summary>A change waits until the cluster has terminated, because it would restart it and policies.disruption is Deny.</summary>
    public const string DisruptionDenied = "DisruptionDenied";

    /// <summary>With policies.management Plan: status.plan tells what would change.</summary>
    public const string ChangesPlanned = "ChangesPlanned";

    /// <summary>With policies.management Observe: the object was read and agrees with the spec.</summary>
    public const string Observed = "Observed";
}
