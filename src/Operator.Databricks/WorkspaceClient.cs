using Operator.Databricks.Authentication;
using Operator.Databricks.Clusters;
using Operator.Databricks.Http;
using Operator.Databricks.Identity;
using Operator.Databricks.Libraries;
using Operator.Databricks.Permissions;

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

    internal WorkspaceClient(WorkspaceClientOptions options, TimeProvider time, HttpMessageHandler transport)
    {
        Host = options.Host;
        tokens = options.TokenSource;
        resilience = new ResilienceHandler(options.Limits, options.Timeouts, options.CredentialRefused, time, new BearerTokenHandler(tokens, time, transport));
        clients = new RefitClients(Host, $"databricks-operator/{options.UserAgentVersion}", resilience);
        Clusters = clients.Create<IClustersApi>(options.ApiVersions.Clusters);
        Libraries = clients.Create<ILibrariesApi>(UnversionedFamilies);
        Permissions = clients.Create<IPermissionsApi>(UnversionedFamilies);
        Identity = clients.Create<ICurrentUserApi>(UnversionedFamilies);
    }

    public WorkspaceHost Host { get; }

    /// <summary>The workspace's id as last seen in an answer (<c>X-Databricks-Org-Id</c>); null before the first. A change means: another workspace.</summary>
    public string? OrgId => resilience.OrgId;

    public IClustersApi Clusters { get; }

    public ILibrariesApi Libraries { get; }

    public IPermissionsApi Permissions { get; }

    public ICurrentUserApi Identity { get; }

    public void Dispose()
    {
        clients.Dispose();
        (tokens as IDisposable)?.Dispose();
    }
}
