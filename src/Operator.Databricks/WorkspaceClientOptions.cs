using Operator.Databricks.Authentication;
using Operator.Databricks.Http;

namespace Operator.Databricks;

/// <summary>What a client of one workspace needs to know.</summary>
public sealed record WorkspaceClientOptions
{
    public required WorkspaceHost Host { get; init; }

    /// <summary>What its users call the workspace, for logs, metrics and traces.</summary>
    public string Name { get; init; } = "";

    /// <summary>Belongs to the client from then on, and is disposed with it.</summary>
    public required ITokenSource TokenSource { get; init; }

    public CallLimits Limits { get; init; } = new();

    public CallTimeouts Timeouts { get; init; } = new();

    public ApiVersions ApiVersions { get; init; } = new();

    /// <summary>How often the workspace is listed for changes made there; null for the operator's own interval.</summary>
    public TimeSpan? ObservationInterval { get; init; }

    /// <summary>The authorities to trust; null for the system's.</summary>
    public TrustedRoots? TrustedRoots { get; init; }

    /// <summary>Called whenever the workspace refuses the credential, on the thread of the call that was refused; it must return at once.</summary>
    public Action? CredentialRefused { get; init; }

    /// <summary>Where the credential comes from, in words that name the place to renew it and never the credential; asked when it was refused.</summary>
    public Func<string>? Credential { get; init; }

    /// <summary>Sees what becomes of the calls.</summary>
    public ICallObserver? Observer { get; init; }

    /// <summary>Asked before anything is sent that changes the workspace; null where every call may be sent.</summary>
    public ISendPermit? SendPermit { get; init; }

    /// <summary>The operator's version, as in <c>databricks-operator/1.2.3</c> (behavior §7.4).</summary>
    public string UserAgentVersion { get; init; } = "0.0.0";
}

/// <summary>The versions in the paths of the API families that have several.</summary>
public sealed record ApiVersions
{
    /// <summary><c>2.1</c> pages its lists; <c>2.0</c> answers as well (behavior §1.0).</summary>
    public string Clusters { get; init; } = "2.1";

    /// <summary><c>2.2</c> pages within large jobs and runs; <c>2.1</c> answers as well (behavior §1.2). Of jobs and of runs.</summary>
    public string Jobs { get; init; } = "2.2";
}
