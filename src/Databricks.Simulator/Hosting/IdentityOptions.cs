using System.CommandLine;
using Databricks.Simulator.Identities;

namespace Databricks.Simulator.Hosting;

/// <summary>The options of the program that are about service principals. Several about the same id describe one service principal.</summary>
internal sealed class IdentityOptions
{
    private readonly Option<string[]> secrets = Parts("--service-principal", 2, "ID=SECRET of a service principal; repeatable.");
    private readonly Option<string[]> policies = Parts("--federation-policy", 4, "ID=ISSUER,AUDIENCE,SUBJECT of tokens that may become ID; repeatable.");
    private readonly Option<string[]> entraSecrets = Parts("--entra-secret", 3, "ID=TENANT,SECRET of an application of Entra ID; repeatable.");
    private readonly Option<string[]> managed = new("--managed-identity") { Description = "ID the metadata service gives tokens of; repeatable." };
    private readonly Option<double> lifetime = Seconds("--token-lifetime-seconds", new OAuthOptions().TokenLifetime.TotalSeconds);

    public IEnumerable<Option> All => [secrets, policies, entraSecrets, managed, lifetime];

    public OAuthOptions Read(ParseResult parsed)
    {
        var principals = new Dictionary<string, ServicePrincipal>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in (parsed.GetValue(secrets) ?? []).Select(value => Split(value, 2)))
        {
            Change(principals, part[0], principal => principal with { Secrets = [.. principal.Secrets, part[1]] });
        }

        foreach (var part in (parsed.GetValue(policies) ?? []).Select(value => Split(value, 4)))
        {
            var policy = new FederationPolicy(part[1], part[3]) { Audiences = [part[2]] };
            Change(principals, part[0], principal => principal with { FederationPolicies = [.. principal.FederationPolicies, policy] });
        }

        foreach (var part in (parsed.GetValue(entraSecrets) ?? []).Select(value => Split(value, 3)))
        {
            Change(principals, part[0], principal => principal with { EntraTenant = part[1], EntraSecrets = [.. principal.EntraSecrets, part[2]] });
        }

        foreach (var id in parsed.GetValue(managed) ?? [])
        {
            // A machine has one identity of its own: the first.
            var isFirst = !principals.Values.Any(principal => principal.IsSystemAssigned);
            Change(principals, id, principal => principal with { IsManagedIdentity = true, IsSystemAssigned = isFirst });
        }

        return new OAuthOptions { TokenLifetime = TimeSpan.FromSeconds(parsed.GetValue(lifetime)), ServicePrincipals = [.. principals.Values] };
    }

    private static void Change(Dictionary<string, ServicePrincipal> principals, string id, Func<ServicePrincipal, ServicePrincipal> change) =>
        principals[id] = change(principals.GetValueOrDefault(id) ?? new ServicePrincipal(id));

    /// <summary>ID=A,B,C; the last part may contain both separators.</summary>
    private static string[] Split(string value, int count)
    {
        var pair = value.Split('=', 2);
        return pair.Length < 2 ? pair : [pair[0], .. pair[1].Split(',', count - 1)];
    }

    private static Option<string[]> Parts(string name, int count, string description)
    {
        var option = new Option<string[]>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => Split(token.Value, count) is var parts && (parts.Length != count || parts.Any(part => part.Length == 0))))
            {
                result.AddError($"{name} must have the form {description.Split(' ')[0]}.");
            }
        });
        return option;
    }

    private static Option<double> Seconds(string name, double otherwise)
    {
        var option = new Option<double>(name) { Description = "How long tokens live.", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 1 and <= 86_400))
            {
                result.AddError($"{name} must be from 1 to 86400.");
            }
        });
        return option;
    }
}
