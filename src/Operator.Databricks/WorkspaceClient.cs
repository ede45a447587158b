using System.Reflection;
using Operator.Databricks.Authentication;
using Operator.Databricks.Clusters;
using Operator.Databricks.Http;
using Operator.Databricks.Identity;
using Operator.Databricks.Jobs;
using Operator.Databricks.Libraries;
using Operator.Databricks.Operations;
using Operator.Databricks.Permissions;
using Operator.Databricks.Runs;
using Operator.Databricks.Warehouses;
using Operator.Databricks.WorkspaceObjects;

namespace Operator.Databricks;

/// <summary>
/// One workspace's REST API. Every call ends in its typed answer, in a <see cref="Errors.DatabricksException"/>, or in the caller's cancellation, within
/// <see cref="CallTimeouts.Total"/>. Safe for concurrent use; all calls share one budget.
/// </summary>
public sealed class WorkspaceClient : IDisposable
{
    private const string UnversionedFamilies = "2.0";

    private readonly ResilienceHandler resilience;
    private readonly RefitClients clients;
    private readonly ITokenSource tokens;
    private readonly CancellationTokenSource closing = new();
    private bool isRetired;

    internal WorkspaceClient(WorkspaceClientOptions options, TimeProvider time, HttpMessageHandler transport)
    {
        (Host, Name) = (options.Host, options.Name);
        ApiVersions = options.ApiVersions;
        ObservationInterval = options.ObservationInterval;
        CallsPerSecond = options.Limits.RequestsPerSecond;
        Closed = closing.Token;
        tokens = options.TokenSource;
        var sending = new BearerTokenHandler(tokens, time, Permitted(options.SendPermit, time, transport));
        var notices = new CallNotices(Name, options.CredentialRefused, options.Credential, options.Observer);
        resilience = new ResilienceHandler(options.Limits, options.Timeouts, notices, time, sending);
        clients = new RefitClients(Host, $"databricks-operator/{options.UserAgentVersion}", resilience);
        Clusters = clients.Create<IClustersApi>(options.ApiVersions.Clusters, ClustersJson.Default);
        Jobs = clients.Create<IJobsApi>(options.ApiVersions.Jobs, JobsJson.Default);
        JobReads = new JobReads(Jobs, options.ApiVersions.Jobs);
        Runs = clients.Create<IRunsApi>(options.ApiVersions.Jobs, RunsJson.Default);
        WorkspaceObjects = clients.Create<IWorkspaceObjectsApi>(UnversionedFamilies, WorkspaceObjectsJson.Default);
        Libraries = clients.Create<ILibrariesApi>(UnversionedFamilies, LibrariesJson.Default);
        Permissions = clients.Create<IPermissionsApi>(UnversionedFamilies, PermissionsJson.Default);
        SqlWarehouses = clients.Create<ISqlWarehousesApi>(UnversionedFamilies, SqlWarehousesJson.Default);
        Identity = clients.Create<ICurrentUserApi>(UnversionedFamilies, IdentityJson.Default);
    }

    /// <summary>Every operation a client can send: its name in messages and metrics, and its method and path without the version.</summary>
    public static IEnumerable<(string Name, string Call)> Operations => typeof(WorkspaceClient)
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => property.PropertyType).Where(type => type.IsInterface)
        .SelectMany(api => OperationSet.Of(api).All).Select(operation => (operation.Name, $"{operation.Method} {operation.Path}"));

    public WorkspaceHost Host { get; }

    /// <summary>As of <see cref="WorkspaceClientOptions.Name"/>.</summary>
    public string Name { get; }

    /// <summary>Which versions it speaks: not all answer the same questions.</summary>
    public ApiVersions ApiVersions { get; }

    /// <summary>As of <see cref="WorkspaceClientOptions.ObservationInterval"/>.</summary>
    public TimeSpan? ObservationInterval { get; }

    /// <summary>Cancelled once the client is disposed; what runs for as long as the client does ends with it.</summary>
    public CancellationToken Closed { get; }

    /// <summary>True once another client has taken its place, or none is to: calls under way still end, and no list begins by itself any more.</summary>
    public bool IsRetired => Volatile.Read(ref isRetired);

    /// <summary>The workspace's id as last seen in an answer (<c>X-Databricks-Org-Id</c>); null before the first. A change means: another workspace.</summary>
    public string? OrgId => resilience.OrgId;

    /// <summary>True while the workspace leaves calls without an answer: each further one would hold its caller until it times out.</summary>
    public bool IsSilent => resilience.IsSilent;

    /// <summary>
    /// True while a call that is only convenient makes no other wait. While it is false, what a list shows to many at once is not asked for one by one.
    /// </summary>
    public bool HasCallsToSpare => resilience.HasCallsToSpare;

    /// <summary>As of <see cref="CallLimits.RequestsPerSecond"/>.</summary>
    public double CallsPerSecond { get; }

    /// <summary>True while calls are not sent, because the last ones failed: each says why.</summary>
    public bool IsPaused => resilience.IsPaused;

    public IClustersApi Clusters { get; }

    public IJobsApi Jobs { get; }

    /// <summary>Lists and single jobs, whole.</summary>
    public JobReads JobReads { get; }

    public IRunsApi Runs { get; }

    public IWorkspaceObjectsApi WorkspaceObjects { get; }

    public ISqlWarehousesApi SqlWarehouses { get; }

    public ILibrariesApi Libraries { get; }

    public IPermissionsApi Permissions { get; }

    public ICurrentUserApi Identity { get; }

    /// <summary>See <see cref="IsRetired"/>.</summary>
    public void Retire() => Volatile.Write(ref isRetired, true);

    public void Dispose()
    {
        // Not disposed: observers still look at the token, and without a timer there is nothing to free.
        closing.Cancel();
        clients.Dispose();
        (tokens as IDisposable)?.Dispose();
    }

    private static HttpMessageHandler Permitted(ISendPermit? permit, TimeProvider time, HttpMessageHandler transport) =>
        permit is null ? transport : new PermitHandler(permit, time, transport);
}
