using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Commands;

namespace Operator.UnitTests.Api;

/// <summary>A kind offers the policies that mean something for it and no others.</summary>
public sealed class PoliciesTests
{
    [Theory]
    [InlineData("databricksclusters", "adoption deletion disruption drift ignoreDrift management")]
    [InlineData("databrickssqlwarehouses", "adoption deletion disruption drift ignoreDrift management")]
    [InlineData("databricksjobs", "adoption deletion drift ignoreDrift management")]
    [InlineData("databricksnotebooks", "adoption deletion drift ignoreDrift management")]
    [InlineData("databricksjobruns", "deletion management")]
    public void Policies_OfAKind_AreThoseItActsOn(string plural, string expected) =>
        Assert.Equal(expected.Split(' '), Fields(plural).Select(field => field.Key).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("databricksclusters", "Delete Retain Terminate")]
    [InlineData("databrickssqlwarehouses", "Delete Retain Terminate")]
    [InlineData("databricksjobs", "Delete Retain")]
    [InlineData("databricksnotebooks", "Delete Retain")]
    [InlineData("databricksjobruns", "Delete Retain")]
    public void Deletion_OfAKind_HasTheValuesItCanCarryOut(string plural, string expected) =>
        Assert.Equal(expected.Split(' '), Fields(plural)["deletion"]!["enum"]!.AsArray().Select(value => (string)value!));

    [Fact]
    public void Disruption_OfACluster_IsLeftToTheOperatorWhereItIsNotGiven() => Assert.Null(Fields("databricksclusters")["disruption"]!["default"]);

    [Fact]
    public void Deletion_ReadWithoutKnowingTheKind_IsThePolicyOfTheSameName()
    {
        Assert.All(Enum.GetValues<DeletionPolicy>(), policy => Assert.Equal($"{policy}", Read(new ClusterPolicies { Deletion = policy })));
        Assert.All(Enum.GetValues<DeleteOrRetain>(), policy => Assert.Equal($"{policy}", Read(new JobPolicies { Deletion = policy })));
        Assert.All(Enum.GetValues<DeleteOrRetain>(), policy => Assert.Equal($"{policy}", Read(new NotebookPolicies { Deletion = policy })));
        Assert.All(Enum.GetValues<RunDeletionPolicy>(), policy => Assert.Equal($"{policy}", Read(new RunPolicies { Deletion = policy })));
    }

    [Fact]
    public void Policies_ThatAKindDoesNotHave_AreNotSet()
    {
        IPolicies policies = new RunPolicies { Management = ManagementPolicy.Plan };

        Assert.Equal((ManagementPolicy.Plan, null, null, null), (policies.Management, policies.Drift, policies.Adoption, policies.IgnoreDrift));
    }

    private static string? Read(IPolicies policies) => policies.Deletion?.ToString();

    private static JsonObject Fields(string plural) => GeneratedFiles.Definitions()
        .Single(definition => (string)definition["spec"]!["names"]!["plural"]! == plural)
        ["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!["policies"]!["properties"]!.AsObject();
}
