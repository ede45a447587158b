using System.Text.Json.Nodes;
using Operator.Options;

namespace Operator.Commands.Doctor;

/// <summary>Something that an account may do or not.</summary>
/// <param name="Group">Of the API; empty for the core.</param>
/// <param name="Resource">With its subresource, as in a role.</param>
/// <param name="Verb">What is done.</param>
/// <param name="Namespace">Null for the whole cluster.</param>
internal sealed record DoctorRight(string Group, string Resource, string Verb, string? Namespace)
{
    public string Where => Namespace is null ? "all namespaces" : $"the namespace {Namespace}";

    /// <summary>The spec.resourceAttributes of a review.</summary>
    public JsonObject Attributes()
    {
        var parts = Resource.Split('/');
        var attributes = new JsonObject { ["group"] = Group, ["resource"] = parts[0], ["verb"] = Verb };
        if (parts.Length > 1)
        {
            attributes["subresource"] = parts[1];
        }

        if (Namespace is not null)
        {
            attributes["namespace"] = Namespace;
        }

        return attributes;
    }

    /// <summary>Each right of the rules of the operator's role, by itself, as far as the operator makes use of it under its options.</summary>
    /// <param name="rules">Of the role.</param>
    /// <param name="options">Say in which namespaces it works, whether it may look beyond them, and how it reads Secrets.</param>
    public static IReadOnlyList<DoctorRight> Of(JsonArray rules, OperatorOptions options) =>
    [
        .. from rule in rules.OfType<JsonObject>()
           from @group in Strings(rule["apiGroups"])
           from resource in Strings(rule["resources"])
           from verb in Strings(rule["verbs"])
           where options.WatchesSecrets || resource != "secrets" || verb == "get"
           from place in Places(resource, options)
           select new DoctorRight(@group, resource, verb, place),
    ];

    /// <summary>Namespaces, and the leases of other operators, are looked at in the whole cluster wherever the operator has rights there.</summary>
    private static IReadOnlyList<string?> Places(string resource, OperatorOptions options)
    {
        IReadOnlyList<string?> cluster = [null];
        IReadOnlyList<string?> watched = options.Namespaces;
        return resource switch
        {
            "namespaces" => options.Namespaced ? [] : cluster,
            "leases" when !options.Namespaced => cluster,
            _ => watched.Count > 0 ? watched : cluster,
        };
    }

    private static IEnumerable<string> Strings(JsonNode? list) => (list as JsonArray ?? []).Select(item => item!.ToString());
}
