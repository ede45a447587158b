using System.Text.Json.Nodes;
using Operator.Runtime.Schema;

namespace Operator.Commands.Import;

/// <summary>Writes manifests as text, or into a folder that kustomize builds.</summary>
internal static class ImportWriter
{
    /// <summary>All of them, one document each; notebooks hold their content.</summary>
    public static string Text(IEnumerable<ImportedObject> objects, string? @namespace) =>
        string.Join("---\n", objects.Select(one => KubernetesYaml.Write(WithContent(one).Manifest(@namespace))));

    /// <summary>With the content of a notebook in the spec itself.</summary>
    public static ImportedObject WithContent(ImportedObject one)
    {
        if (one.Content is not { } content)
        {
            return one;
        }

        var spec = (JsonObject)one.Spec.DeepClone();
        spec["content"] = content.Text;
        return one with { Spec = spec };
    }

    /// <summary>One file for each object, one beside it for the content of each notebook, and a kustomization of all.</summary>
    public static async Task WriteAsync(IReadOnlyList<ImportedObject> objects, DirectoryInfo folder, string? @namespace, CancellationToken cancellationToken)
    {
        var resources = new JsonArray();
        var generators = new JsonArray();
        foreach (var one in objects)
        {
            var place = one.Definition.Plural;
            Directory.CreateDirectory(Path.Combine(folder.FullName, place));
            var manifest = one;
            if (one.Content is { } content)
            {
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, place, content.File), content.Text, cancellationToken).ConfigureAwait(false);
                generators.Add((JsonNode)new JsonObject { ["name"] = one.Name, ["files"] = new JsonArray($"{place}/{content.File}") });
                manifest = WithReference(one, content);
            }

            resources.Add((JsonNode)$"{place}/{one.Name}.yaml");
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, place, $"{one.Name}.yaml"), KubernetesYaml.Write(manifest.Manifest(@namespace)), cancellationToken)
                .ConfigureAwait(false);
        }

        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "kustomization.yaml"), KubernetesYaml.Write(Kustomization(resources, generators, @namespace)), cancellationToken)
            .ConfigureAwait(false);
    }

    private static ImportedObject WithReference(ImportedObject one, ImportedContent content)
    {
        var spec = (JsonObject)one.Spec.DeepClone();
        spec["contentFrom"] = new JsonObject { ["configMapKeyRef"] = new JsonObject { ["name"] = one.Name, ["key"] = content.File } };
        return one with { Spec = spec };
    }

    private static JsonObject Kustomization(JsonArray resources, JsonArray generators, string? @namespace)
    {
        var kustomization = new JsonObject
        {
            ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
            ["kind"] = "Kustomization",
            ["resources"] = resources,
        };
        if (@namespace is not null)
        {
            kustomization["namespace"] = @namespace;
        }

        if (generators.Count > 0)
        {
            kustomization["configMapGenerator"] = generators;
            // The operator watches ConfigMaps by their names; kustomize does not know where these stand in a manifest.
            kustomization["generatorOptions"] = new JsonObject { ["disableNameSuffixHash"] = true };
        }

        return kustomization;
    }
}
