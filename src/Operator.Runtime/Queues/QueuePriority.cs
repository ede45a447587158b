namespace Operator.Runtime.Queues;

/// <summary>Who goes first when many objects wait: what a person just did, before what the operator wants to look at again.</summary>
public enum QueuePriority
{
    /// <summary>A person or a pipeline changed the object.</summary>
    UserEdit = 0,

    /// <summary>The remote object is on its way from one state to another.</summary>
    Transition = 1,

    /// <summary>Something was noticed from outside: a change in the workspace, a referenced object.</summary>
    Observation = 2,

    /// <summary>The regular look at everything, and the first one after a start.</summary>
    Resync = 3,
}
