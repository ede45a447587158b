using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s.Models;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.GitOps;

/// <summary>A folder of examples, built by kubectl's Kustomize.</summary>
internal sealed class ExampleFolder(ControlPlane controlPlane, string folder)
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    public static string Root => Repository.File("examples");

    /// <summary>All folders that Kustomize builds.</summary>
    public static IEnumerable<string> All => Directory.GetFiles(Root, "kustomization.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal);

    public string FullPath => Path.Combine(Root, folder);

    public async Task<string> YamlAsync() => await controlPlane.Kubectl.RunAsync("kustomize", FullPath);

    public async Task<IReadOnlyList<GitManifest>> ManifestsAsync() => [.. GitManifest.Parse(await YamlAsync())];

    /// <summary>Everything is read without one field being passed over: by the API server, or, where it has no such kind, as the types here say.</summary>
    /// <param name="namespace">For objects that name none.</param>
    public async Task ApplyStrictlyAsync(string @namespace)
    {
        foreach (var manifest in await ManifestsAsync())
        {
            if (!TryRead(manifest.Body))
            {
                string[] place = manifest.Kind == "Namespace" || manifest.Body["metadata"]!["namespace"] is not null ? [] : ["--namespace", @namespace];
                await controlPlane.Kubectl.ApplyAsync(manifest.Body.ToJsonString(), ["--validate=strict", .. place]);
            }
        }
    }

    public static T Read<T>(JsonNode manifest) => manifest.Deserialize<T>(Strict)!;

    /// <summary>Kinds that the API server of the tests does not have. False for all others.</summary>
    private static bool TryRead(JsonObject manifest)
    {
        object? read = (string)manifest["kind"]! switch
        {
            "Application" => Read<ArgoResource<ArgoApplicationSpec>>(manifest),
            "ApplicationSet" => Read<ArgoResource<ArgoApplicationSetSpec>>(manifest),
            "GitRepository" => Read<ArgoResource<FluxSourceSpec>>(manifest),
            "Kustomization" => Read<ArgoResource<FluxKustomizationSpec>>(manifest),
            "ValidatingAdmissionPolicy" => Read<V1ValidatingAdmissionPolicy>(manifest),
            "ValidatingAdmissionPolicyBinding" => Read<V1ValidatingAdmissionPolicyBinding>(manifest),
            _ => null,
        };
        return read is not null;
    }
}

/// <summary>What the examples use of the kinds of Argo CD and Flux: another field is an error.</summary>
internal sealed record ArgoResource<TSpec>(string ApiVersion, string Kind, ArgoMetadata Metadata, TSpec Spec);

internal sealed record ArgoMetadata(
    string Name, string? Namespace = null, Dictionary<string, string>? Annotations = null, IReadOnlyList<string>? Finalizers = null);

internal sealed record ArgoApplicationSpec(string Project, ArgoSource Source, ArgoDestination Destination, ArgoSyncPolicy SyncPolicy);

internal sealed record ArgoSource(string RepoURL, string TargetRevision, string Path, ArgoHelm? Helm = null);

internal sealed record ArgoHelm(JsonObject ValuesObject);

internal sealed record ArgoDestination(string Server, string Namespace);

internal sealed record ArgoSyncPolicy(ArgoAutomated Automated, IReadOnlyList<string>? SyncOptions = null);

internal sealed record ArgoAutomated(bool Prune, bool SelfHeal);

internal sealed record ArgoApplicationSetSpec(
    bool GoTemplate, IReadOnlyList<string> GoTemplateOptions, IReadOnlyList<ArgoGenerator> Generators, ArgoTemplate Template);

internal sealed record ArgoGenerator(ArgoGitGenerator Git);

internal sealed record ArgoGitGenerator(string RepoURL, string Revision, IReadOnlyList<ArgoDirectory> Directories);

internal sealed record ArgoDirectory(string Path);

internal sealed record ArgoTemplate(ArgoMetadata Metadata, ArgoApplicationSpec Spec);

internal sealed record FluxSourceSpec(string Interval, Uri Url, FluxReference Ref);

internal sealed record FluxReference(string Branch);

internal sealed record FluxKustomizationSpec(string Interval, string Timeout, bool Wait, bool Prune, FluxSource SourceRef, string Path);

internal sealed record FluxSource(string Kind, string Name);
