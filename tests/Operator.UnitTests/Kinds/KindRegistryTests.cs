using System.Reflection;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.Kinds;

namespace Operator.UnitTests.Kinds;

public sealed class KindRegistryTests
{
    [Fact]
    public void All_KindsOfTheApi_AreRegistered() =>
        Assert.Equal(
            typeof(DatabricksCluster).Assembly.GetTypes()
                .Where(type => type.GetCustomAttribute<KubernetesEntityAttribute>() is not null).Select(type => type.Name).Order(StringComparer.Ordinal),
            KindRegistry.All.Select(kind => kind.Resource.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void All_KindsOfTheRegistry_CanBeReadWithoutReflection() =>
        Assert.All(KindRegistry.All, kind => Assert.NotNull(ApiJsonContext.Default.GetTypeInfo(kind.Resource)));

    [Fact]
    public void Definitions_OfTheRegistry_AreOnePerKind() =>
        Assert.Equal(
            KindRegistry.All.Select(kind => kind.Resource.Name),
            GeneratedFiles.Definitions().Select(definition => (string)definition["spec"]!["names"]!["kind"]!));

    [Fact]
    public void Rules_OfTheRole_CoverEveryKindAndItsStatus()
    {
        var resources = OperatorRbac.Rules().SelectMany(rule => rule!["resources"]!.AsArray()).Select(resource => (string)resource!).ToHashSet();

        Assert.All(
            GeneratedFiles.Definitions().Select(definition => (string)definition["spec"]!["names"]!["plural"]!),
            plural => Assert.Superset(new HashSet<string> { plural, $"{plural}/status" }, resources));
    }
}
