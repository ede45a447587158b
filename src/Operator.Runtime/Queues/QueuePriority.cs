namespace Operator.Runtime.Queues;

/// <summary>Who goes first when many objects wait: what a person just did, before what the operator wants to look at again.</summary>
public enum QueuePriority
{
    /// <summary>A person or a pipeline changed the object.</summary>
    UserEdit = 0,

    /// <summary>A person or a pipeline deleted the object: often many at once, which an edit of one other object does not wait for.</summary>
    Deletion = 1,

    /// <summary>A person or a pipeline created the object: often thousands at once, which no edit and no deletion waits for.</summary>
    Creation = 2,

    /// <summary>The remote object is on its way from one state to another.</summary>
    Transition = 3,

    /// <summary>Something was noticed from outside: a change in the workspace, a referenced object.</summary>
    Observation = 4,

    /// <summary>The regular look at everything, and the first one after a start.</summary>
    Resync = 5,
}

internal static class QueuePriorityExtensions
{
    /// <summary>Somebody wants it now: that ends a backoff, which whatever happens elsewhere only shortens.</summary>
    public static bool IsOfUser(this QueuePriority priority) => priority <= QueuePriority.Creation;
}
