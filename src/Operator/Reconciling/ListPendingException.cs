namespace Operator.Reconciling;

/// <summary>
/// A list of the workspace that a pass needs is still being read, and takes longer than a worker should wait, or must be read again because a read contradicts
/// it. The message says which one, and goes into the condition; once a list that is being read has ended the object has its turn again.
/// </summary>
/// <param name="message">For people.</param>
/// <param name="keepsConditions">True for an object that had settled: nothing is known of it that would be other than its conditions say.</param>
internal sealed class ListPendingException(string message, bool keepsConditions = false) : Exception(message)
{
    public bool KeepsConditions => keepsConditions;
}
