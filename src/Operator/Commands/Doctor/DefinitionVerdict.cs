using System.Text.Json.Nodes;

namespace Operator.Commands.Doctor;

/// <summary>Whether the CRD of the cluster is the one that this program works with.</summary>
internal static class DefinitionVerdict
{
    private const int Shown = 5;
    private const string Advice = "Apply the CRDs of this version: `databricks-operator crds | kubectl apply --server-side -f -`, or the chart's crds.install";

    /// <param name="expected">As this program generates it.</param>
    /// <param name="installed">As the API server has it; null where it has none.</param>
    public static DoctorFinding Of(JsonObject expected, JsonObject? installed)
    {
        var check = $"crd/{expected["spec"]!["names"]!["kind"]}";
        if (installed is null)
        {
            return DoctorFinding.Failed(check, $"{expected["metadata"]!["name"]} is not installed", Advice);
        }

        var wanted = Versions(expected).First();
        var name = wanted["name"]!.ToString();
        if (Versions(installed).FirstOrDefault(version => version["name"]?.ToString() == name) is not { } served || served["served"]?.GetValue<bool>() != true)
        {
            return DoctorFinding.Failed(check, $"it does not serve {name}", Advice);
        }

        if (!IsEstablished(installed))
        {
            return DoctorFinding.Failed(check, "the API server does not serve it yet", "See its conditions: `kubectl describe crd`");
        }

        var (known, there) = (Fields(wanted), Fields(served));
        var missing = known.Where(field => !there.Contains(field)).ToList();
        return missing.Count > 0
            ? DoctorFinding.Failed(check, $"it is of an older version: it does not know {Names(missing)}, which the API server drops from manifests", Advice)
            : there.FirstOrDefault(field => !known.Contains(field)) is { } newer
                ? DoctorFinding.Failed(check, $"it is of a newer version: this program does not know {newer}", "Use a program of the CRDs' version")
                : DoctorFinding.Passed(check, $"{name} is served, with all fields");
    }

    private static IEnumerable<JsonObject> Versions(JsonObject definition) => (definition["spec"]?["versions"] as JsonArray ?? []).OfType<JsonObject>();

    private static bool IsEstablished(JsonObject installed) => (installed["status"]?["conditions"] as JsonArray ?? [])
        .Any(condition => condition?["type"]?.ToString() == "Established" && condition["status"]?.ToString() == "True");

    /// <summary>The paths of all fields. Defaults and texts are left out: the API server writes them in its own way.</summary>
    private static HashSet<string> Fields(JsonObject version)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        Collect(version["schema"]?["openAPIV3Schema"] as JsonObject, "", paths);
        return paths;
    }

    private static void Collect(JsonObject? schema, string path, HashSet<string> paths)
    {
        foreach (var (name, field) in schema?["properties"] as JsonObject ?? [])
        {
            var below = path.Length == 0 ? name : $"{path}.{name}";
            paths.Add(below);
            Collect(field as JsonObject, below, paths);
        }

        if (schema is not null)
        {
            Collect(schema["items"] as JsonObject, $"{path}[]", paths);
            Collect(schema["additionalProperties"] as JsonObject, $"{path}.*", paths);
        }
    }

    private static string Names(List<string> fields) =>
        string.Join(", ", fields.Take(Shown)) + (fields.Count > Shown ? $" and {fields.Count - Shown} more" : "");
}
