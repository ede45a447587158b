namespace Databricks.Simulator.Identities;

/// <summary>Who may get tokens from the workspace, Entra ID and the metadata service, and how long they live.</summary>
public sealed record OAuthOptions
{
    /// <summary>Of tokens from every endpoint; on the simulated clock. The workspace's own live an hour (behavior §7.2).</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What an expired token is answered with: 401 or 403, both are seen.</summary>
    public int ExpiredTokenStatus { get; init; } = 401;

    /// <summary>The audience of federation policies that name none (behavior §7.3).</summary>
    public string AccountId { get; init; } = "6b1e7a9c-4c3e-4b52-9a0f-2f6d1c8e5a70";

    /// <summary>In force from the start; more can come and go at the workspace.</summary>
    public IReadOnlyList<ServicePrincipal> ServicePrincipals { get; init; } = [];
}
