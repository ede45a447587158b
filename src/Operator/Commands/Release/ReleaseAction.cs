using Operator.Api.V1Alpha1;

namespace Operator.Commands.Release;

/// <summary>The next thing to do about one object on its way out.</summary>
internal enum ReleaseAction
{
    /// <summary>Nothing but to wait for the operator.</summary>
    Wait,

    /// <summary>To say by an annotation what is to become of the remote object.</summary>
    Annotate,

    /// <summary>To ask for the deletion.</summary>
    Delete,

    /// <summary>To take the operator's finalizer away.</summary>
    RemoveFinalizer,
}

/// <summary>Decides it from the object alone, so that it may be decided again after any interruption.</summary>
internal static class ReleaseDecision
{
    /// <summary>
    /// The annotation comes before the deletion: an operator that sees the one has seen the other, and deletes nothing in Databricks that was to stay.
    /// </summary>
    public static ReleaseAction Next(ReleasePolicy policy, ReleasedObject resource) => policy switch
    {
        ReleasePolicy.Keep => ReleaseAction.Wait,
        _ when Annotation(policy, resource) is { } wanted && resource.Annotations.GetValueOrDefault(wanted.Name) != wanted.Value => ReleaseAction.Annotate,
        _ when !resource.IsBeingDeleted => ReleaseAction.Delete,
        // The API server takes no new finalizer on an object that is being deleted, so this one does not come back.
        ReleasePolicy.Abandon when resource.IsHeld => ReleaseAction.RemoveFinalizer,
        _ => ReleaseAction.Wait,
    };

    /// <summary>Null where there is nothing to say: a DatabricksWorkspace stands for nothing that could be deleted.</summary>
    public static (string Name, string Value)? Annotation(ReleasePolicy policy, ReleasedObject resource) => policy switch
    {
        ReleasePolicy.Abandon => (Annotations.Abandon, "true"),
        ReleasePolicy.Retain when resource.Kind != DatabricksWorkspace.KindName => (Annotations.DeletionPolicy, nameof(DeletionPolicy.Retain)),
        _ => null,
    };
}
