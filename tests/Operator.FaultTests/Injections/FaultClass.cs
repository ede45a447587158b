namespace Operator.FaultTests.Injections;

/// <summary>The rows of docs/reliability.md: what goes wrong, in the words of its readers.</summary>
internal static class FaultClass
{
    public const string Crash = "The operator's process is killed";
    public const string Failover = "Another replica takes the lease";
    public const string Connection = "The connection fails";
    public const string LostReply = "A call works and its reply is lost";
    public const string Slow = "A call hangs, and may take effect afterwards";
    public const string Throttling = "The workspace throttles";
    public const string ServerError = "The workspace or its gateway fails";
    public const string Refusal = "The workspace refuses";
    public const string Gone = "The workspace says that the object is gone";
    public const string Garbage = "The answer cannot be read";
    public const string StaleRead = "Reads of the workspace lag";
    public const string Pages = "A list changes while its pages are read";
    public const string Conflict = "Somebody else writes the object";
    public const string ApiServer = "The API server refuses or loses a request";
    public const string StaleCache = "Watches lag";

    public static IReadOnlyList<string> All { get; } =
    [
        Crash, Failover, Connection, LostReply, Slow, Throttling, ServerError, Refusal, Gone, Garbage, StaleRead, Pages, Conflict, ApiServer, StaleCache,
    ];
}
