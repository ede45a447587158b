using System.Text.Json.Nodes;
using k8s.Models;
using Operator.Runtime.Entities;
using Operator.Runtime.Entities.Attributes;
using Operator.Runtime.Schema;
using Operator.UnitTests.Rules;

namespace Operator.UnitTests.Schema;

/// <summary>Several versions of one kind in one definition.</summary>
public sealed class EntityVersionsTests
{
    [Fact]
    public void Generate_SeveralVersions_ListsEachWithItsOwnSchemaAndColumns()
    {
        var versions = Generate(typeof(FirstPlant), typeof(SecondPlant), typeof(ThirdPlant))["versions"]!.AsArray();

        Assert.Equal(["v1alpha1", "v1beta1", "v1"], versions.Select(version => (string)version!["name"]!));
        Assert.Equal([false, true, true], versions.Select(version => (bool)version!["served"]!));
        Assert.Equal([false, false, true], versions.Select(version => (bool)version!["storage"]!));
        Assert.Equal([null, true, null], versions.Select(version => (bool?)version!["deprecated"]));
        Assert.Equal([null, "use example.com/v1", null], versions.Select(version => (string?)version!["deprecationWarning"]));
        Assert.Equal(["height", "height", "size"], versions.Select(version => Field(version!)));
        Assert.Equal([null, "Height", "Size"], versions.Select(version => (string?)version!["additionalPrinterColumns"]?[0]!["name"]));
    }

    /// <summary>A kind has one set of names, whatever its versions are called.</summary>
    [Fact]
    public void Generate_SeveralVersions_HasTheNamesThatTheStoredOneSays() =>
        Assert.Equal("pl", (string)Generate(typeof(SecondPlant), typeof(ThirdPlant))["names"]!["shortNames"]![0]!);

    [Fact]
    public void Generate_OneVersion_IsServedAndStored()
    {
        var version = Assert.Single(Generate(typeof(ThirdPlant))["versions"]!.AsArray())!;

        Assert.Equal((true, true, false), ((bool)version["served"]!, (bool)version["storage"]!, version.AsObject().ContainsKey("deprecated")));
    }

    [Theory]
    [InlineData("one version at least")]
    [InlineData("exactly one version is stored: FirstPlant, SecondPlant", typeof(FirstPlant), typeof(SecondPlant))]
    [InlineData("exactly one version is stored: ThirdPlant, OtherStoredPlant", typeof(ThirdPlant), typeof(OtherStoredPlant))]
    [InlineData("one version at least is served: FirstPlant", typeof(FirstPlant))]
    [InlineData("each version has a name of its own: ThirdPlant, ThirdPlant", typeof(ThirdPlant), typeof(ThirdPlant))]
    [InlineData("these are different kinds: ThirdPlant, SampleEntity", typeof(ThirdPlant), typeof(SampleEntity))]
    [InlineData("live in the same scope: ThirdPlant, ClusterWidePlant", typeof(ThirdPlant), typeof(ClusterWidePlant))]
    [InlineData("1 to 256 characters: WordlessPlant", typeof(ThirdPlant), typeof(WordlessPlant))]
    public void Generate_WhatNoApiServerTakes_SaysWhichTypes(string message, params Type[] versions) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Generate(versions)).Message, StringComparison.Ordinal);

    private static JsonNode Generate(params Type[] versions) =>
        new CustomResourceDefinitionGenerator(Shapes.Options, AppContext.BaseDirectory).Generate(versions)["spec"]!;

    private static string Field(JsonNode version) =>
        Assert.Single(version["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!.AsObject()).Key;

    /// <summary>Not served any more.</summary>
    [KubernetesEntity(Group = "example.com", ApiVersion = "v1alpha1", Kind = "Plant", PluralName = "plants")]
    [EntityVersion(IsServed = false, IsStored = false)]
    public sealed class FirstPlant : CustomKubernetesEntity<HeightSpec, PlantStatus>;

    /// <summary>On its way out.</summary>
    [KubernetesEntity(Group = "example.com", ApiVersion = "v1beta1", Kind = "Plant", PluralName = "plants")]
    [EntityVersion(IsStored = false, DeprecationWarning = "use example.com/v1")]
    [KubernetesEntityShortNames("old")]
    [GenericAdditionalPrinterColumn(".spec.height", "Height", "integer")]
    public sealed class SecondPlant : CustomKubernetesEntity<HeightSpec, PlantStatus>;

    /// <summary>The present one.</summary>
    [KubernetesEntity(Group = "example.com", ApiVersion = "v1", Kind = "Plant", PluralName = "plants")]
    [KubernetesEntityShortNames("pl")]
    [GenericAdditionalPrinterColumn(".spec.size", "Size", "integer")]
    public sealed class ThirdPlant : CustomKubernetesEntity<SizeSpec, PlantStatus>;

    /// <summary>Stored as well.</summary>
    [KubernetesEntity(Group = "example.com", ApiVersion = "v2", Kind = "Plant", PluralName = "plants")]
    public sealed class OtherStoredPlant : CustomKubernetesEntity<SizeSpec, PlantStatus>;

    /// <summary>In another scope.</summary>
    [KubernetesEntity(Group = "example.com", ApiVersion = "v2", Kind = "Plant", PluralName = "plants")]
    [EntityVersion(IsStored = false)]
    [EntityScope(EntityScope.Cluster)]
    public sealed class ClusterWidePlant : CustomKubernetesEntity<SizeSpec, PlantStatus>;

    /// <summary>Deprecated without a word.</summary>
    [KubernetesEntity(Group = "example.com", ApiVersion = "v0", Kind = "Plant", PluralName = "plants")]
    [EntityVersion(IsStored = false, DeprecationWarning = "")]
    public sealed class WordlessPlant : CustomKubernetesEntity<SizeSpec, PlantStatus>;

    /// <summary>The wish.</summary>
    public sealed class HeightSpec
    {
        /// <summary>Centimetres.</summary>
        public int? Height { get; set; }
    }

    /// <summary>The wish.</summary>
    public sealed class SizeSpec
    {
        /// <summary>Centimetres.</summary>
        public int? Size { get; set; }
    }

    /// <summary>The state.</summary>
    public sealed class PlantStatus
    {
        /// <summary>Whether it has flowers.</summary>
        public bool? IsInBloom { get; set; }
    }
}
