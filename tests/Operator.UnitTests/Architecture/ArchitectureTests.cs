using System.Reflection;
using NetArchTest.Rules;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Hosting;
using Operator.Runtime.Reconciliation;

namespace Operator.UnitTests.Architecture;

/// <summary>docs/architecture.md draws the floors of the program; these tests hold them.</summary>
public sealed class ArchitectureTests
{
    /// <summary>From the ground up: a floor uses those before it and none behind it.</summary>
    private static readonly string[] Floors =
    [
        "Operator.Options",
        "Operator.Settings",
        "Operator.Reconciling",
        "Operator.Workspaces",
        "Operator.Managed",
        "Operator.Permissions",
        "Operator.Kinds",
        "Operator.Hosting",
        "Operator.Commands",
    ];

    /// <summary>What all kinds with clusters in them share.</summary>
    private const string Shared = "Operator.Kinds.Compute";

    private static readonly Assembly Program = typeof(OperatorProgram).Assembly;

    private static IEnumerable<string> Kinds => Program.GetTypes().Select(type => type.Namespace).OfType<string>()
        .Where(name => name.StartsWith("Operator.Kinds.", StringComparison.Ordinal) && name != Shared).Distinct();

    private static IEnumerable<string> Resources => typeof(DatabricksCluster).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IDatabricksResource))).Select(type => type.FullName!);

    public static TheoryData<string> AllFloors => [.. Floors];

    public static TheoryData<string> AllKinds => [.. Kinds, Shared];

    public static TheoryData<string> FloorsBelowTheKinds => [.. Floors.TakeWhile(floor => floor != "Operator.Kinds")];

    [Theory]
    [MemberData(nameof(AllFloors))]
    public void Floor_OfTheProgram_UsesNoFloorAboveIt(string floor) =>
        AssertUsesNone(floor, [.. Floors.SkipWhile(other => other != floor).Skip(1)]);

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Kind_OfAnyFolder_UsesNoOtherKind(string kind) =>
        AssertUsesNone(kind, [.. Kinds.Where(other => other != kind)]);

    [Theory]
    [MemberData(nameof(FloorsBelowTheKinds))]
    public void Floor_BelowTheKinds_NamesNoKind(string floor) => AssertUsesNone(floor, [.. Resources]);

    [Fact]
    public void Runtime_AsALibrary_KnowsNothingOfDatabricks() =>
        AssertUsesNone(Types.InAssembly(typeof(EntityQueue<>).Assembly).ShouldNot(), ["Operator.Databricks", "Operator.Api", "Operator.Kinds"]);

    [Fact]
    public void Databricks_AsALibrary_KnowsNothingOfKubernetes() =>
        AssertUsesNone(Types.InAssembly(typeof(WorkspaceClient).Assembly).ShouldNot(), ["k8s", "Operator.Runtime", "Operator.Api"]);

    /// <summary>Every type is on a floor, and the search for uses finds what is there: else the tests above would pass whatever the code does.</summary>
    [Fact]
    public void Program_AsAWhole_IsOnTheseFloors()
    {
        var namespaces = Program.GetTypes().Select(type => type.Namespace).OfType<string>().Where(name => name.StartsWith("Operator.", StringComparison.Ordinal)).Distinct();

        Assert.Equal([], namespaces.Where(name => !Floors.Any(floor => name == floor || name.StartsWith($"{floor}.", StringComparison.Ordinal))));
        Assert.True(Kinds.Count() >= 4);
        Assert.True(Resources.Count() >= 4);
        Assert.False(ShouldNot("Operator.Kinds").HaveDependencyOnAny("Operator.Managed").GetResult().IsSuccessful);
        Assert.False(ShouldNot("Operator.Managed").HaveDependencyOnAny("Operator.Workspaces").GetResult().IsSuccessful);
        Assert.False(ShouldNot("Operator.Workspaces").HaveDependencyOnAny("Operator.Reconciling").GetResult().IsSuccessful);
    }

    private static Condition ShouldNot(string floor) => Types.InAssembly(Program).That().ResideInNamespace(floor).ShouldNot();

    private static void AssertUsesNone(string floor, string[] forbidden)
    {
        if (forbidden.Length > 0)
        {
            AssertUsesNone(ShouldNot(floor), forbidden);
        }
    }

    private static void AssertUsesNone(Condition types, string[] forbidden) =>
        Assert.Equal([], types.HaveDependencyOnAny(forbidden).GetResult().FailingTypes?.Select(type => type.FullName) ?? []);
}
