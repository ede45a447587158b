namespace Databricks.Simulator.Identities;

/// <summary>An identity of a program, and every way it may prove itself.</summary>
/// <param name="ApplicationId">A UUID at Databricks; the name its calls appear under.</param>
public sealed record ServicePrincipal(string ApplicationId)
{
    /// <summary>Databricks keeps at most so many (behavior §7.2).</summary>
    public const int MaxSecrets = 5;

    /// <summary>Databricks keeps at most so many (behavior §7.3).</summary>
    public const int MaxPolicies = 20;

    /// <summary>OAuth secrets for the workspace's own endpoint.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public IReadOnlyList<FederationPolicy> FederationPolicies { get; init; } = [];

    /// <summary>The directory that knows the application; null when Entra ID does not.</summary>
    public string? EntraTenant { get; init; }

    /// <summary>Client secrets for Entra ID's endpoint.</summary>
    public IReadOnlyList<string> EntraSecrets { get; init; } = [];

    /// <summary>Whose tokens Entra ID takes in place of a client secret.</summary>
    public IReadOnlyList<FederationPolicy> EntraFederatedCredentials { get; init; } = [];

    /// <summary>The metadata service gives tokens of it when asked for its client id.</summary>
    public bool IsManagedIdentity { get; init; }

    /// <summary>The metadata service gives tokens of it when asked for no client id.</summary>
    public bool IsSystemAssigned { get; init; }

    /// <summary>As <see cref="object.ToString"/> of a record, without the secrets.</summary>
    public override string ToString() => $"{nameof(ServicePrincipal)} {ApplicationId}";
}

/// <summary>Whose tokens a service principal accepts in place of a secret (behavior §7.3).</summary>
/// <param name="Issuer">Equal to the claim <c>iss</c>.</param>
/// <param name="Subject">Equal to the claim that <see cref="SubjectClaim"/> names.</param>
public sealed record FederationPolicy(string Issuer, string Subject)
{
    /// <summary>One of them must be an audience of the token; none means the account's id or the token endpoint.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    public string SubjectClaim { get; init; } = "sub";

    /// <summary>
    /// The issuer's keys as a JWKS document, to verify signatures by; null to skip that. Keys are never fetched: the simulator calls nobody.
    /// </summary>
    public string? JwksJson { get; init; }
}
