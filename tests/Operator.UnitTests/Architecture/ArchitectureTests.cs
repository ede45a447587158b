using System.Reflection;
using System.Text.RegularExpressions;
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
        "Operator.Telemetry",
        "Operator.Hosting",
        "Operator.Commands",
    ];

    /// <summary>What all kinds with clusters in them share.</summary>
    private const string Shared = "Operator.Kinds.Compute";

    /// <summary>Where the areas come together as one client.</summary>
    private const string Client = "Operator.Databricks";

    /// <summary>The client from the ground up: a folder uses those on floors before its own, and none beside it.</summary>
    private static readonly string[][] ClientFloors =
    [
        [$"{Client}.Operations"],
        [$"{Client}.Errors"],
        [$"{Client}.Http"],
        [$"{Client}.Authentication", $"{Client}.Compute"],
        [$"{Client}.Tasks"],
        [.. Areas],
        [Client],
        [$"{Client}.Observation"],
    ];

    private static readonly Assembly Program = typeof(OperatorProgram).Assembly;

    private static IEnumerable<string> Kinds => Program.GetTypes().Select(type => type.Namespace).OfType<string>()
        .Where(name => name.StartsWith("Operator.Kinds.", StringComparison.Ordinal) && name != Shared).Distinct();

    private static IEnumerable<string> Resources => typeof(DatabricksCluster).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IDatabricksResource))).Select(type => type.FullName!);

    /// <summary>Each part of the API that the client offers has an interface in a folder of its own.</summary>
    private static IEnumerable<string> Areas => typeof(WorkspaceClient).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => property.PropertyType).Where(type => type.IsInterface).Select(type => type.Namespace!).Distinct();

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

    public static TheoryData<string> ClientFolders => [.. ClientFloors.SelectMany(floor => floor)];

    /// <summary>So there is no circle of folders, neither calls nor errors know an area, and no area knows another.</summary>
    [Theory]
    [MemberData(nameof(ClientFolders))]
    public void Folder_OfTheClient_UsesNoneBesideOrAboveIt(string folder)
    {
        var others = ClientFloors.SkipWhile(floor => !floor.Contains(folder)).SelectMany(floor => floor).Where(other => other != folder);

        // The last has none above it, and the search wants a name.
        AssertUsesNone(InClient(folder), [.. others.SelectMany(NamesOf), "Operator.Runtime"]);
    }

    [Fact]
    public void Client_AsAWhole_IsOnItsFloors()
    {
        var namespaces = typeof(WorkspaceClient).Assembly.GetTypes().Select(type => type.Namespace).OfType<string>()
            .Where(name => name.StartsWith("Operator.", StringComparison.Ordinal)).Distinct();

        Assert.Equal([], namespaces.Except(ClientFloors.SelectMany(floor => floor)));
        Assert.True(Areas.Count() >= 7);
        Assert.False(InClient($"{Client}.Observation").HaveDependencyOnAny([.. NamesOf(Client)]).GetResult().IsSuccessful);
        Assert.False(InClient(Client).HaveDependencyOnAny([.. Areas]).GetResult().IsSuccessful);
        Assert.False(InClient($"{Client}.Runs").HaveDependencyOnAny($"{Client}.Tasks").GetResult().IsSuccessful);
        Assert.False(InClient($"{Client}.Http").HaveDependencyOnAny($"{Client}.Errors").GetResult().IsSuccessful);
    }

    /// <summary>Every type is on a floor, and the search for uses finds what is there: else the tests above would pass whatever the code does.</summary>
    [Fact]
    public void Program_AsAWhole_IsOnTheseFloors()
    {
        var namespaces = Program.GetTypes().Select(type => type.Namespace).OfType<string>()
            .Where(name => name.StartsWith("Operator.", StringComparison.Ordinal)).Distinct();

        Assert.Equal([], namespaces.Where(name => !Floors.Any(floor => name == floor || name.StartsWith($"{floor}.", StringComparison.Ordinal))));
        Assert.True(Kinds.Count() >= 4);
        Assert.True(Resources.Count() >= 4);
        Assert.False(ShouldNot("Operator.Kinds").HaveDependencyOnAny("Operator.Managed").GetResult().IsSuccessful);
        Assert.False(ShouldNot("Operator.Managed").HaveDependencyOnAny("Operator.Workspaces").GetResult().IsSuccessful);
        Assert.False(ShouldNot("Operator.Workspaces").HaveDependencyOnAny("Operator.Reconciling").GetResult().IsSuccessful);
    }

    private static Condition ShouldNot(string floor) => Types.InAssembly(Program).That().ResideInNamespace(floor).ShouldNot();

    private static Condition InClient(string folder) =>
        Types.InAssembly(typeof(WorkspaceClient).Assembly).That().ResideInNamespaceMatching($"^{Regex.Escape(folder)}$").ShouldNot();

    /// <summary>By type where a folder's name is the beginning of all others.</summary>
    private static IEnumerable<string> NamesOf(string folder) => folder != Client
        ? [folder]
        : typeof(WorkspaceClient).Assembly.GetTypes().Where(type => type.Namespace == Client && !type.IsNested).Select(type => type.FullName!);

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
