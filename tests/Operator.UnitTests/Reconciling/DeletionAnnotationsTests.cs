using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.Reconciling;

namespace Operator.UnitTests.Reconciling;

public sealed class DeletionAnnotationsTests
{
    private static readonly IDatabricksResource[] Resources =
        [new DatabricksCluster(), new DatabricksSqlWarehouse(), new DatabricksJob(), new DatabricksJobRun(), new DatabricksNotebook()];

    public static TheoryData<string> Kinds => [.. Resources.Select(one => one.Kind)];

    [Theory]
    [InlineData(null, null, DeletionPolicy.Delete)]
    [InlineData(DeletionPolicy.Retain, null, DeletionPolicy.Retain)]
    [InlineData(DeletionPolicy.Retain, "", DeletionPolicy.Retain)]
    [InlineData(DeletionPolicy.Retain, "Delete", DeletionPolicy.Delete)]
    [InlineData(DeletionPolicy.Delete, "Retain", DeletionPolicy.Retain)]
    [InlineData(DeletionPolicy.Delete, "Terminate", DeletionPolicy.Terminate)]
    public void PolicyOf_SpecAndAnnotation_LetsTheAnnotationWin(DeletionPolicy? spec, string? annotation, DeletionPolicy expected)
    {
        var cluster = Annotated(Annotations.DeletionPolicy, annotation);
        cluster.Spec.Policies = new ClusterPolicies { Deletion = spec };

        Assert.Equal(expected, DeletionAnnotations.PolicyOf(cluster));
        Assert.Null(DeletionAnnotations.Problem(cluster));
    }

    [Fact]
    public void PolicyOf_AJobThatIsToBeTerminated_IsNoGuessButAProblem()
    {
        var job =
            new DatabricksJob { Metadata = new V1ObjectMeta { Annotations = new Dictionary<string, string> { [Annotations.DeletionPolicy] = "Terminate" } } };

        Assert.Null(DeletionAnnotations.PolicyOf(job));
        Assert.Contains("must be Delete or Retain", DeletionAnnotations.Problem(job), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("Orphan")]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData("Retain,Delete")]
    [InlineData(" Delete")]
    public void PolicyOf_AValueThatIsNone_IsNoGuessButAProblem(string annotation)
    {
        var cluster = Annotated(Annotations.DeletionPolicy, annotation);

        Assert.Null(DeletionAnnotations.PolicyOf(cluster));
        Assert.Contains($"\"{annotation}\"", DeletionAnnotations.Problem(cluster), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", true, false)]
    [InlineData("false", false, false)]
    [InlineData("True", false, true)]
    [InlineData("yes", false, true)]
    [InlineData(null, false, false)]
    public void IsAbandoned_OnlyTheWordTrue_LetsGo(string? annotation, bool isAbandoned, bool isProblem)
    {
        var cluster = Annotated(Annotations.Abandon, annotation);

        Assert.Equal(isAbandoned, DeletionAnnotations.IsAbandoned(cluster));
        Assert.Equal(isProblem, DeletionAnnotations.Problem(cluster) is not null);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void PolicyOf_TheAnnotationOnAnyKind_TakesTheValuesOfThatKindsField(string kind)
    {
        var resource = Resources.Single(one => one.Kind == kind);
        var values = Enum.GetValues<DeletionPolicy>().Where(value => AnnotatedWith(value)).Select(value => $"{value}");

        Assert.Equal(Field(kind)!["enum"]!.AsArray().Select(value => (string)value!), values);

        bool AnnotatedWith(DeletionPolicy value)
        {
            resource.Metadata = new V1ObjectMeta { Annotations = new Dictionary<string, string> { [Annotations.DeletionPolicy] = $"{value}" } };
            return DeletionAnnotations.PolicyOf(resource) == value;
        }
    }

    [Fact]
    public void Kinds_WithADeletionPolicy_AreAllJudgedHere() =>
        Assert.Equal(GeneratedFiles.Definitions().Select(KindOf).Where(kind => Field(kind) is not null).Order(), Resources.Select(one => one.Kind).Order());

    private static JsonNode? Field(string kind) => GeneratedFiles.Definitions().Single(definition => KindOf(definition) == kind)
        ["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!["policies"]?["properties"]!["deletion"];

    private static string KindOf(JsonObject definition) => (string)definition["spec"]!["names"]!["kind"]!;

    private static DatabricksCluster Annotated(string name, string? value)
    {
        var cluster = UnitTests.Kinds.Clusters.Clusters.Fixed();
        cluster.Metadata.Annotations = value is null ? null : new Dictionary<string, string> { [name] = value };
        return cluster;
    }
}
