namespace Operator.Managed;

/// <summary>What one step towards the end of a remote object came to.</summary>
internal sealed record DeletionStep
{
    private DeletionStep()
    {
    }

    /// <summary>Nothing is left to do.</summary>
    public static DeletionStep Done { get; } = new() { IsDone = true };

    public bool IsDone { get; private init; }

    /// <summary>What the deletion waits for, for people: which object, and where it is to be seen. Null where the workspace just takes its time.</summary>
    public string? Blocker { get; private init; }

    /// <summary>What the workspace refused on the way and the deletion passed over, for people; null when it refused nothing.</summary>
    public string? PassedOver { get; init; }

    /// <summary>The workspace accepted the deletion, so that an object which a later list does not have is gone.</summary>
    public bool IsAccepted { get; private init; }

    /// <summary>The workspace accepted the deletion and takes its time over it.</summary>
    public static DeletionStep Accepted(string blocker) => new() { Blocker = blocker, IsAccepted = true };

    public static DeletionStep Waiting(string? blocker = null) => new() { Blocker = blocker };
}
