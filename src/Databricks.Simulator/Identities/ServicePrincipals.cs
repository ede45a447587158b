namespace Databricks.Simulator.Identities;

/// <summary>The service principals of a workspace, as an administrator changes them while it runs. Tokens already issued stay valid.</summary>
public sealed class ServicePrincipals
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ServicePrincipal> principals = new(StringComparer.OrdinalIgnoreCase);

    internal ServicePrincipals(IEnumerable<ServicePrincipal> initial)
    {
        foreach (var principal in initial)
        {
            Set(principal);
        }
    }

    public IReadOnlyList<ServicePrincipal> All
    {
        get
        {
            lock (gate)
            {
                return [.. principals.Values];
            }
        }
    }

    public ServicePrincipal? Find(string? applicationId)
    {
        lock (gate)
        {
            return applicationId is null ? null : principals.GetValueOrDefault(applicationId);
        }
    }

    /// <summary>Adds a service principal, or replaces the one of the same application id.</summary>
    /// <exception cref="ArgumentException">More secrets or policies than Databricks keeps.</exception>
    public void Set(ServicePrincipal principal)
    {
        if (principal.Secrets.Count > ServicePrincipal.MaxSecrets || principal.FederationPolicies.Count > ServicePrincipal.MaxPolicies)
        {
            throw new ArgumentException(
                $"A service principal has at most {ServicePrincipal.MaxSecrets} secrets and {ServicePrincipal.MaxPolicies} federation policies.",
                nameof(principal));
        }

        lock (gate)
        {
            principals[principal.ApplicationId] = principal;
        }
    }

    /// <exception cref="ArgumentException">There is no such service principal.</exception>
    public void Change(string applicationId, Func<ServicePrincipal, ServicePrincipal> change)
    {
        lock (gate)
        {
            Set(change(Find(applicationId) ?? throw new ArgumentException($"There is no service principal {applicationId}.", nameof(applicationId))));
        }
    }

    public void AddSecret(string applicationId, string secret) =>
        Change(applicationId, principal => principal with { Secrets = [.. principal.Secrets, secret] });

    public void RevokeSecret(string applicationId, string secret) =>
        Change(applicationId, principal => principal with { Secrets = [.. principal.Secrets.Where(known => known != secret)] });

    public void Remove(string applicationId)
    {
        lock (gate)
        {
            principals.Remove(applicationId);
        }
    }
}
