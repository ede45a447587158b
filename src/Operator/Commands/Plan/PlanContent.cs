using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Commands.Manifests;
using Operator.Kinds;
using Operator.Runtime.Client;

namespace Operator.Commands.Plan;

/// <summary>The manifests as they would be stored: beside what the cluster has, with what it fills in, and with what they refer to.</summary>
internal sealed class PlanContent(RehearsedObjects objects, string defaultNamespace)
{
    private static readonly Dictionary<string, Type> Kinds =
        KindRegistry.All.ToDictionary(kind => ResourceDefinition.Of(kind.Resource).Kind, kind => kind.Resource, StringComparer.Ordinal);

    private static readonly Dictionary<string, ResourceDefinition> References = new Type[] { typeof(V1Secret), typeof(V1ConfigMap), typeof(V1Namespace) }
        .ToDictionary(type => ResourceDefinition.Of(type).Kind, ResourceDefinition.Of, StringComparer.Ordinal);

    private readonly List<PlanSubject> subjects = [];
    private readonly List<ManifestProblem> problems = [];
    private readonly List<(Type Type, string Path)> known = [];

    /// <summary>What is planned, in the order of the kinds.</summary>
    public IReadOnlyList<PlanSubject> Subjects =>
        [.. KindRegistry.All.SelectMany(kind => subjects.Where(subject => subject.Type == kind.Resource))];

    public IReadOnlyList<ManifestProblem> Problems => problems;

    /// <summary>Objects that passes look up: of our kinds, and namespaces.</summary>
    public IReadOnlyList<(Type Type, string Path)> Known => known;

    /// <summary>An object of the cluster, as it is there.</summary>
    public void AddLive(Type type, JsonObject content)
    {
        var definition = ResourceDefinition.Of(type);
        content["apiVersion"] = definition.ApiVersion;
        content["kind"] = definition.Kind;
        var path = definition.Path(content["metadata"]?["namespace"]?.ToString(), content["metadata"]?["name"]?.ToString());
        objects.Put(path, content);
        known.Add((type, path));
    }

    /// <summary>A manifest, as it would be after it is applied. One of a kind that is not ours and that ours do not refer to is passed over.</summary>
    public void Add(Manifest manifest)
    {
        if (References.TryGetValue(manifest.Kind, out var reference) && manifest.ApiVersion == reference.ApiVersion)
        {
            AddReference(manifest, reference);
        }
        else if (Kinds.TryGetValue(manifest.Kind, out var type) && manifest.ApiVersion.StartsWith($"{ApiGroup.Name}/", StringComparison.Ordinal))
        {
            AddSubject(manifest, type);
        }
    }

    private void AddSubject(Manifest manifest, Type type)
    {
        var subject = new PlanSubject(type, new ObjectKey(manifest.Namespace ?? defaultNamespace, manifest.Name), manifest.Source);
        if (Problem(manifest, subject) is { } problem)
        {
            problems.Add(new ManifestProblem(manifest.Source, problem));
            return;
        }

        var live = objects.Find(subject.Path);
        var stored = Applied(manifest, subject, live);
        objects.Put(subject.Path, stored);
        if (live is null)
        {
            known.Add((type, subject.Path));
        }

        subjects.Add(subject with { Management = ManagementOf(stored) });
    }

    private string? Problem(Manifest manifest, PlanSubject subject)
    {
        var (kind, name) = (subject.Definition.Kind, manifest.Name);
        if (name.Length == 0)
        {
            return $"a {kind} has no metadata.name";
        }

        if (manifest.ApiVersion != subject.Definition.ApiVersion)
        {
            return $"{kind} {name} has the apiVersion {manifest.ApiVersion}; this version knows {subject.Definition.ApiVersion}";
        }

        if (subjects.Find(other => other.Type == subject.Type && other.Key == subject.Key) is { } twin)
        {
            return $"{kind} {subject.Key} is there already: {twin.Source}";
        }

        return manifest.Content["spec"] is not JsonObject spec ? $"{kind} {name} has no spec"
            : ManifestSchema.All[kind].UnknownFields(spec) is { Count: > 0 } unknown
                ? $"{kind} {name} has fields that do not exist: {string.Join(", ", unknown)}"
                : null;
    }

    /// <summary>Status and identity are the cluster's, the rest is the manifest's.</summary>
    private static JsonObject Applied(Manifest manifest, PlanSubject subject, JsonObject? live)
    {
        var spec = (JsonObject)manifest.Content["spec"]!.DeepClone();
        ManifestSchema.All[subject.Definition.Kind].FillIn(spec);
        var stored = live ?? New(subject);
        var generation = (long?)stored["metadata"]!["generation"] ?? 1;
        stored["metadata"]!["generation"] = live is null || JsonNode.DeepEquals(live["spec"], spec) ? generation : generation + 1;
        stored["spec"] = spec;
        (stored["status"] as JsonObject)?.Remove("plan");
        foreach (var field in new[] { "labels", "annotations" })
        {
            foreach (var (name, value) in manifest.Content["metadata"]?[field] as JsonObject ?? [])
            {
                stored["metadata"]![field] ??= new JsonObject();
                stored["metadata"]![field]![name] = value?.DeepClone();
            }
        }

        return stored;
    }

    private static JsonObject New(PlanSubject subject) => new()
    {
        ["apiVersion"] = subject.Definition.ApiVersion,
        ["kind"] = subject.Definition.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = subject.Key.Name,
            ["namespace"] = subject.Key.Namespace,
            ["uid"] = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(subject.Path))[..16]).ToString(),
            ["generation"] = 1L,
            // Nothing was created for it since, so that every list shows what it may find.
            ["creationTimestamp"] = "2000-01-01T00:00:00Z",
        },
    };

    private void AddReference(Manifest manifest, ResourceDefinition definition)
    {
        var content = (JsonObject)manifest.Content.DeepClone();
        var metadata = content["metadata"] as JsonObject ?? [];
        var @namespace = definition.IsNamespaced ? manifest.Namespace ?? defaultNamespace : null;
        metadata["namespace"] = @namespace;
        metadata["uid"] ??= $"plan-{manifest.Kind}-{manifest.Name}";
        foreach (var (name, value) in content["stringData"] as JsonObject ?? [])
        {
            content["data"] ??= new JsonObject();
            content["data"]![name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value?.ToString() ?? ""));
        }

        content.Remove("stringData");
        var path = definition.Path(@namespace, manifest.Name);
        objects.Put(path, content);
        if (definition.Kind == V1Namespace.KubeKind)
        {
            known.Add((typeof(V1Namespace), path));
        }
    }

    private static ManagementPolicy ManagementOf(JsonObject stored) =>
        Enum.TryParse<ManagementPolicy>(stored["spec"]?["policies"]?["management"]?.ToString(), out var policy) ? policy : ManagementPolicy.Manage;
}
