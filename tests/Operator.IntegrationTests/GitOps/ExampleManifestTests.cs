using System.Text.Json.Nodes;
using Operator.Commands;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.GitOps;

/// <summary>The examples as they lie in the repository. Those of a team have namespaces of their own, so that their tests take turns.</summary>
[Collection("examples")]
public sealed class ExampleManifestTests(ControlPlane controlPlane)
{
    private const string Sync = "argocd.argoproj.io/sync-wave";

    /// <summary>What a guard rail says of an object that breaks it: kind, spec, annotations, and a part of the message; empty where it is allowed.</summary>
    public static TheoryData<string, string, string, string> Guarded => new()
    {
        { "DatabricksCluster", """{"autoterminationMinutes": 60, "numWorkers": 2, "nodeTypeId": "m5d.large", "customTags": {"cost-center": "1"}}""", "{}", "" },
        { "DatabricksCluster", """{"numWorkers": 2, "customTags": {"cost-center": "1"}}""", "{}", "idle minutes" },
        { "DatabricksCluster", """{"autoterminationMinutes": 0, "customTags": {"cost-center": "1"}}""", "{}", "idle minutes" },
        { "DatabricksCluster", """{"autoterminationMinutes": 60, "numWorkers": 11, "customTags": {"cost-center": "1"}}""", "{}", "up to 10 workers" },
        { "DatabricksCluster", """{"autoterminationMinutes": 60, "autoscale": {"maxWorkers": 11}, "customTags": {"cost-center": "1"}}""", "{}", "grows" },
        { "DatabricksCluster", """{"autoterminationMinutes": 60, "nodeTypeId": "p4d.24xlarge", "customTags": {"cost-center": "1"}}""", "{}", "machine type" },
        { "DatabricksCluster", """{"autoterminationMinutes": 60, "customTags": {"team": "a"}}""", "{}", "cost-center" },
        { "DatabricksJobRun", """{"jobId": "1", "ttlSecondsAfterFinished": 1}""", """{"argocd.argoproj.io/tracking-id": "a"}""", "no ttl" },
        { "DatabricksJobRun", """{"jobId": "1"}""", """{"argocd.argoproj.io/tracking-id": "a"}""", "" },
        { "DatabricksJobRun", """{"ttlSecondsAfterFinished": 1}""", """{"argocd.argoproj.io/tracking-id": "a", "argocd.argoproj.io/hook": "PostSync"}""", "" },
        { "DatabricksJobRun", """{"jobId": "1", "ttlSecondsAfterFinished": 1}""", """{"team": "a"}""", "" },
        { "DatabricksJob", """{"policies": {"deletion": "Retain"}}""", "{}", "" },
        { "DatabricksJob", "{}", "{}", "keeps its object" },
        { "DatabricksJob", """{"policies": {"deletion": "Retain", "drift": "Report"}}""", "{}", "drift is corrected" },
    };

    public static TheoryData<string> Folders => [.. ExampleFolder.All];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Folder_OfTheExamples_IsTakenUnderStrictValidation(string folder)
    {
        var kubectl = await controlPlane.PrepareAsync("examples");

        await new ExampleFolder(controlPlane, folder).ApplyStrictlyAsync(kubectl.Namespace);
    }

    [Fact]
    public void Folders_OfTheExamples_AreAllListedInTheirReadme()
    {
        var readme = File.ReadAllText(Path.Combine(ExampleFolder.Root, "README.md"));

        Assert.All(
            Directory.GetDirectories(ExampleFolder.Root)
                .SelectMany(folder => Path.GetFileName(folder) == "argocd" ? Directory.GetDirectories(folder) : [folder]),
            folder => Assert.Contains($"]({Path.GetRelativePath(ExampleFolder.Root, folder)})", readme, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AppOfApps_FromItsRoot_ReachesFoldersThatBuildWithTheOperatorInTheFirstWave()
    {
        var root = ExampleFolder.Read<ArgoResource<ArgoApplicationSpec>>(
            GitManifest.Parse(await File.ReadAllTextAsync(
                Path.Combine(ExampleFolder.Root, "argocd", "app-of-apps", "root.yaml"), TestContext.Current.CancellationToken)).Single().Body);
        var children = (await FolderOf(root.Spec.Source).ManifestsAsync())
            .Select(child => ExampleFolder.Read<ArgoResource<ArgoApplicationSpec>>(child.Body)).ToList();

        var teams = children.Where(child => child.Spec.Source.Helm is null).ToList();
        Assert.NotEmpty(teams);
        Assert.All(teams, team => Assert.Null(team.Metadata.Annotations?.GetValueOrDefault(Sync)));
        foreach (var team in teams)
        {
            Assert.Contains(await FolderOf(team.Spec.Source).ManifestsAsync(), manifest => manifest.Kind == "DatabricksCluster");
        }

        var chart = Assert.Single(children, child => child.Spec.Source.Helm is not null);
        Assert.Equal("-1", chart.Metadata.Annotations![Sync]);
        Assert.Contains("kind: Deployment", await RenderAsync(chart.Spec.Source), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplicationSet_OfTheEnvironments_MakesOneApplicationForEachFolder()
    {
        var set = ExampleFolder.Read<ArgoResource<ArgoApplicationSetSpec>>(
            (await new ExampleFolder(controlPlane, "argocd/applicationset").ManifestsAsync()).Single().Body).Spec;
        var pattern = set.Generators.Single().Git.Directories.Single().Path;
        var folders = Directory.GetDirectories(Repository.File(Path.GetDirectoryName(pattern)!));

        Assert.Equal(3, folders.Length);
        foreach (var folder in folders)
        {
            string Expand(string template) => template.Replace("{{.path.basename}}", Path.GetFileName(folder), StringComparison.Ordinal)
                .Replace("{{.path.path}}", Path.GetRelativePath(Repository.Root, folder), StringComparison.Ordinal);
            var manifests = await FolderOf(set.Template.Spec.Source with { Path = Expand(set.Template.Spec.Source.Path) }).ManifestsAsync();
            Assert.All(
                manifests.Where(manifest => manifest.Kind != "Namespace"),
                manifest => Assert.Equal(Expand(set.Template.Spec.Destination.Namespace), (string)manifest.Body["metadata"]!["namespace"]!));
        }
    }

    [Fact]
    public async Task Flux_OfTheExample_WaitsForAFolderThatBuildsFromItsOwnSource()
    {
        var manifests = await new ExampleFolder(controlPlane, "flux").ManifestsAsync();
        var kustomization = ExampleFolder.Read<ArgoResource<FluxKustomizationSpec>>(manifests.Single(one => one.Kind == "Kustomization").Body).Spec;

        Assert.True(kustomization is { Wait: true, Prune: true });
        Assert.Contains(manifests, one => (one.Kind, one.Name) == (kustomization.SourceRef.Kind, kustomization.SourceRef.Name));
        Assert.NotEmpty(await new ExampleFolder(controlPlane, Path.GetRelativePath(ExampleFolder.Root, Repository.File(kustomization.Path))).ManifestsAsync());
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task GuardRail_OnAnObject_RefusesItWithItsReason(string kind, string spec, string annotations, string refusal)
    {
        var policies = (await new ExampleFolder(controlPlane, "guard-rails").ManifestsAsync()).Where(manifest => manifest.Kind == "ValidatingAdmissionPolicy");
        var rules = policies.Where(policy => IsFor(policy, kind)).Where(policy => policy.Name != "databricks-production" || kind == "DatabricksJob")
            .SelectMany(policy => policy.Body["spec"]!["validations"]!.AsArray());

        var messages = await BrokenAsync(kind, rules!, new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = JsonNode.Parse(annotations) },
            ["spec"] = JsonNode.Parse(spec),
        });

        Assert.Equal(refusal.Length == 0 ? 0 : 1, messages.Count);
        Assert.All(messages, message => Assert.Contains(refusal, message, StringComparison.Ordinal));
    }

    private static bool IsFor(GitManifest policy, string kind) => policy.Body["spec"]!["matchConstraints"]!["resourceRules"]!.AsArray()
        .Any(rule => rule!["resources"]!.AsArray().Any(plural => (string)plural! == $"{kind.ToLowerInvariant()}s"));

    /// <summary>What the expressions say, evaluated as the rules of a definition are: by an interpreter of others, which calls the object self.</summary>
    private static async Task<List<string>> BrokenAsync(string kind, IEnumerable<JsonNode> rules, JsonObject entity)
    {
        var schema = GeneratedFiles.Definitions().Single(definition => (string)definition["spec"]!["names"]!["kind"]! == kind)
            ["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.DeepClone().AsObject();
        schema["x-kubernetes-validations"] = new JsonArray([.. rules.Select(rule => new JsonObject
        {
            ["rule"] = ((string)rule["expression"]!).Replace("object.", "self.", StringComparison.Ordinal),
            ["message"] = (string)rule["message"]!,
        })]);
        var interpreter = await ChildProcess.RunAsync(
            Repository.File("hack", "tools.sh"), ["cel"], cancellationToken: TestContext.Current.CancellationToken);
        var file = Path.GetTempFileName();
        try
        {
            var input = new JsonObject { ["schema"] = schema, ["objects"] = new JsonArray(entity) };
            await File.WriteAllTextAsync(file, input.ToJsonString(), TestContext.Current.CancellationToken);
            var output = await ChildProcess.RunAsync(
                "node",
                [Path.Combine(AppContext.BaseDirectory, "Rules", "evaluate.mjs"), interpreter.Trim(), file],
                cancellationToken: TestContext.Current.CancellationToken);
            return [.. JsonNode.Parse(output)![0]!.AsArray().Select(message => (string)message!)
                .Intersect(rules.Select(rule => (string)rule["message"]!), StringComparer.Ordinal)];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private ExampleFolder FolderOf(ArgoSource source) => new(controlPlane, Path.GetRelativePath(ExampleFolder.Root, Repository.File(source.Path)));

    private static async Task<string> RenderAsync(ArgoSource source)
    {
        var helm = await ChildProcess.RunAsync(Repository.File("hack", "tools.sh"), ["helm"], cancellationToken: TestContext.Current.CancellationToken);
        var values = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(values, source.Helm!.ValuesObject.ToJsonString(), TestContext.Current.CancellationToken);
            return await ChildProcess.RunAsync(
                helm.Trim(), ["template", "x", Repository.File(source.Path), "--values", values], cancellationToken: TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(values);
        }
    }
}
