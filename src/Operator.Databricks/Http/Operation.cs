namespace Operator.Databricks.Http;

/// <summary>Whether a call may be sent a second time without its caller deciding so.</summary>
internal enum Repeat
{
    /// <summary>Reads, and writes whose repetition changes nothing (behavior §1.4).</summary>
    Always,

    /// <summary>Only when the workspace certainly did not act on it (429, no connection): a second edit or restart would restart the cluster again.</summary>
    WhenRefused,

    /// <summary>Creates: a second one is a second object. Its caller searches first.</summary>
    Never,
}

/// <summary>What "does not exist" in an answer speaks of.</summary>
internal enum Subject
{
    /// <summary>The call addresses no object: something its content names is missing.</summary>
    None,

    /// <summary>The addressed object, but only when the message names it: the content names other objects too (policy, pool, principal).</summary>
    Named,

    /// <summary>The addressed object.</summary>
    Addressed,
}

/// <summary>One operation of the API: its name in messages and metrics, and how failures of it are treated.</summary>
/// <param name="Name">As in messages and metrics: <c>clusters/get</c>.</param>
/// <param name="Repeat">Whether it may be sent again.</param>
/// <param name="Subject">What a "does not exist" answer speaks of.</param>
/// <param name="Answers">False when success carries no content to read.</param>
internal sealed record Operation(string Name, Repeat Repeat, Subject Subject, bool Answers)
{
    /// <summary>True for what only reads although it is not sent as GET.</summary>
    public bool OnlyReads { get; init; }

    public string Family => Name[..Name.IndexOf('/', StringComparison.Ordinal)];
}
