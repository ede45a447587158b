using System.Text.Json.Nodes;

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

    /// <summary>Each right of the rules of a role, by itself.</summary>
    /// <param name="rules">Of the role.</param>
    /// <param name="namespaces">Those that the operator is limited to; empty for all.</param>
    public static IReadOnlyList<DoctorRight> Of(JsonArray rules, IReadOnlyList<string> namespaces) =>
    [
        .. from rule in rules.OfType<JsonObject>()
           from @group in Strings(rule["apiGroups"])
           from resource in Strings(rule["resources"])
           from verb in Strings(rule["verbs"])
           from place in Places(resource, namespaces)
           select new DoctorRight(@group, resource, verb, place),
    ];

    /// <summary>What is no part of a namespace is asked for as a whole.</summary>
    private static IReadOnlyList<string?> Places(string resource, IReadOnlyList<string?> namespaces) =>
        namespaces.Count == 0 || resource == "namespaces" ? [null] : namespaces;

    private static IEnumerable<string> Strings(JsonNode? list) => (list as JsonArray ?? []).Select(item => item!.ToString());
}
