using System.Text;
using Databricks.Simulator.Hosting;
using Databricks.Simulator.Identities;

namespace Operator.UnitTests.Simulator;

/// <summary>Requests for tokens by raw HTTP, and the service principal they are for.</summary>
internal static class TokenCalls
{
    public const string Id = "11111111-2222-3333-4444-555555555555";
    public const string Canary = "dose-canary-of-a-secret";
    public const string List = "/api/2.1/clusters/list";
    public const string Exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    public const string Resource = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

    public static readonly ServicePrincipal Principal = new(Id)
    {
        Secrets = ["first", Canary],
        EntraTenant = "tenant-1",
        EntraSecrets = [Canary],
        EntraFederatedCredentials = [new FederationPolicy(ForeignToken.Issuer, ForeignToken.Subject) { Audiences = [ForeignToken.Audience] }],
        IsManagedIdentity = true,
        FederationPolicies = [new FederationPolicy(ForeignToken.Issuer, ForeignToken.Subject) { Audiences = [ForeignToken.Audience] }],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<SimulatedWorkspace> StartAsync(OAuthOptions? options = null)
    {
        var oauth = options ?? new OAuthOptions();
        return SimulatedWorkspace.StartAsync(
            new WorkspaceOptions { OAuth = oauth.ServicePrincipals.Count > 0 ? oauth : oauth with { ServicePrincipals = [Principal] } });
    }

    public static DateTimeOffset In(SimulatedWorkspace workspace, int seconds) => workspace.Time.GetUtcNow().AddSeconds(seconds);

    public static string Token(Answer answer) => (string)answer.Json["access_token"]!;

    public static Dictionary<string, string> ClientCredentials(params (string Name, string Value)[] further)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["scope"] = "all-apis" };
        foreach (var (name, value) in further)
        {
            form[name] = value;
        }

        return form;
    }

    public static Task<Answer> ExchangeAsync(SimulatedWorkspace workspace, string token, string? clientId = Id)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = Exchange,
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
            ["subject_token"] = token,
            ["scope"] = "all-apis",
        };
        if (clientId is not null)
        {
            form["client_id"] = clientId;
        }

        return PostAsync(workspace, "/oidc/v1/token", form);
    }

    public static Task<Answer> PostAsync(SimulatedWorkspace workspace, string path, Dictionary<string, string> form, string? basic = null) =>
        SendFormAsync(workspace, path, new FormUrlEncodedContent(form), basic);

    public static async Task<Answer> SendFormAsync(SimulatedWorkspace workspace, string path, HttpContent form, string? basic)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Authorization = basic is null ? null : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        using var response = await workspace.Client.SendAsync(request, Cancellation);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation), response.Headers);
    }
}
