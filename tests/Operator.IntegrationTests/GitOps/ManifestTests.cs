using System.Text.Json.Nodes;
using Operator.Commands;
using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Rules;
using Operator.Runtime.Client;

namespace Operator.IntegrationTests.GitOps;

/// <summary>What may stand in Git, and what becomes of what may not.</summary>
public sealed class ManifestTests(ControlPlane controlPlane) : GitOpsTestBase(controlPlane)
{
    private const int Specs = 60;

    private readonly ControlPlane controlPlane = controlPlane;

    public static TheoryData<string> Plurals => [.. GeneratedFiles.Definitions().Select(definition => (string)definition["spec"]!["names"]!["plural"]!)];

    [Fact]
    public async Task Typo_InAField_IsRefusedByNameWhereTheApplierValidates()
    {
        var application = Application();
        application.Commit(Cluster.Replace("numWorkers", "numWorkerz", StringComparison.Ordinal));

        var refusal = await Eventually.ReachesAsync(
            async _ => (await Assert.ThrowsAsync<InvalidOperationException>(() => application.StepAsync())).Message,
            message => message.Contains("unknown field", StringComparison.Ordinal),
            "the schema to be published");

        Assert.Contains("numWorkerz", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typo_WithoutValidation_IsPrunedAndShownAsTheDifferenceItIs()
    {
        var manifest = GitManifest.Parse(Cluster.Replace("numWorkers: 1", "numWorkers: 1, numWorkerz: 1", StringComparison.Ordinal)).Single();

        var live = await Application().Live.CreateAsync(manifest.Body);

        Assert.Equal([".spec.numWorkerz"], ArgoDiff.Legacy(manifest.Body, live));
    }

    /// <summary>No number is written another way, no text is trimmed, no list is sorted: the API server keeps the words of Git.</summary>
    [Theory]
    [MemberData(nameof(Plurals))]
    public async Task Spec_ThatTheApiServerTakes_IsStoredAsItWasWritten(string plural)
    {
        var definition = GeneratedFiles.Definitions().Single(one => (string)one["spec"]!["names"]!["plural"]! == plural);
        var schema = definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!.AsObject();
        var mixer = new SpecMixer(schema, Seeds(plural), new Random(20261129));
        var stored = 0;
        for (var number = 0; number < Specs; number++)
        {
            var spec = mixer.Next();
            if (await StoreAsync(plural, (string)definition["spec"]!["names"]!["kind"]!, spec) is { } live)
            {
                Assert.Empty(ArgoDiff.Legacy(new JsonObject { ["spec"] = spec }, live));
                stored++;
            }
        }

        Assert.True(stored > Specs / 10, $"only {stored} of {Specs} specs were taken");
    }

    [Fact]
    public async Task Notebook_TooLargeForClientSideApply_SaysSoAndGoesByServerSideApply()
    {
        var large = Notebook.Replace("print(1)", new string('x', 300 * 1024), StringComparison.Ordinal);
        var client = Application();
        client.Commit(large);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => client.StepAsync());
        Assert.Contains("metadata.annotations: Too long: must have at most 262144 bytes", refusal.Message, StringComparison.Ordinal);

        var server = await SyncedAsync(ArgoSync.ServerSide, large);
        Assert.Empty(await server.DifferencesAsync());
        Assert.Contains(new string('x', 300 * 1024), Place.Remote.Objects.Source("/Shared/load"), StringComparison.Ordinal);
    }

    /// <summary>As it would be stored; null where it is refused.</summary>
    private async Task<JsonObject?> StoreAsync(string plural, string kind, JsonObject spec)
    {
        var entity = new JsonObject
        {
            ["apiVersion"] = "databricks-operator.io/v1alpha1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "x" },
            ["spec"] = spec.DeepClone(),
        };
        try
        {
            return JsonNode.Parse(await controlPlane.SendAsync(
                HttpMethod.Post,
                $"apis/databricks-operator.io/v1alpha1/namespaces/{Place.Kubectl.Namespace}/{plural}?dryRun=All",
                entity.ToJsonString()))!.AsObject();
        }
        catch (ApiServerException exception) when (exception.Status == System.Net.HttpStatusCode.UnprocessableEntity)
        {
            return null;
        }
    }

    private static List<JsonObject> Seeds(string plural) =>
        [.. YamlFile.Read(Repository.File("tests", "Operator.UnitTests", "Api", "cel", $"{plural}.yaml")).AsArray()
            .Where(one => one!["old"] is null && one["message"] is null).Select(one => one!["spec"]!.DeepClone().AsObject())];
}
