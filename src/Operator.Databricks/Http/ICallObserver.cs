using Operator.Databricks.Errors;

namespace Operator.Databricks.Http;

/// <summary>
/// Sees what becomes of the calls to one workspace. Called on the calls' own threads, from many at once: it must return at once and not throw.
/// </summary>
public interface ICallObserver
{
    /// <summary>An attempt has waited for its turn in the call budget; usually not at all.</summary>
    void Waited(CallPriority priority, TimeSpan elapsed);

    /// <summary>An attempt was sent. Without a status no answer arrived.</summary>
    void Attempted(string operation, int? status);

    /// <summary>A call has ended, with its waits and retries; not one that its caller cancelled.</summary>
    /// <param name="operation">As in <c>clusters/get</c>.</param>
    /// <param name="failure">Null when it succeeded.</param>
    /// <param name="elapsed">Since it began.</param>
    void Ended(string operation, DatabricksError? failure, TimeSpan elapsed);
}
