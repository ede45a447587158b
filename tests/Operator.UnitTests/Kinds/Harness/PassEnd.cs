namespace Operator.UnitTests.Kinds.Harness;

/// <summary>How a pass ended, as the work queue hears it.</summary>
/// <param name="IsSuccess">False when it failed, and when it was not the object's turn.</param>
/// <param name="RequeueAfter">When the next one is due; null for the next event, or after a failure for the queue's backoff.</param>
internal sealed record PassEnd(bool IsSuccess, TimeSpan? RequeueAfter);
