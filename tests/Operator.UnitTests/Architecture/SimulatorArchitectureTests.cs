using System.Reflection;
using Databricks.Simulator.Hosting;
using NetArchTest.Rules;

namespace Operator.UnitTests.Architecture;

/// <summary>The folders of the simulator form no circle: each area owns its state, its options and its errors.</summary>
public sealed class SimulatorArchitectureTests
{
    private const string Root = "Databricks.Simulator.";

    /// <summary>From the ground up: a folder uses those before it and none behind it.</summary>
    private static readonly string[] Folders =
    [
        "Http", "Time", "Stores", "Journal", "Limits", "Faults", "Permissions", "Clusters", "Libraries", "Identities", "Jobs", "Runs", "WorkspaceObjects",
        "Warehouses", "Hosting",
    ];

    private static readonly Assembly Simulator = typeof(Workspace).Assembly;

    public static TheoryData<string> AllFolders => [.. Folders];

    [Theory]
    [MemberData(nameof(AllFolders))]
    public void Folder_OfTheSimulator_UsesNoneAboveIt(string folder)
    {
        string[] above = [.. Folders.SkipWhile(other => other != folder).Skip(1).Select(other => Root + other)];

        Assert.Equal([], above.Length == 0 ? [] : UsersIn(folder, above));
    }

    /// <summary>
    /// Every type is in one of these folders, and the search for uses finds what is there: else the test above would pass whatever the code does.
    /// </summary>
    [Fact]
    public void Simulator_AsAWhole_IsInTheseFolders()
    {
        var namespaces = Simulator.GetTypes().Select(type => type.Namespace).OfType<string>()
            .Where(name => name.StartsWith(Root, StringComparison.Ordinal)).Distinct().ToList();

        Assert.Equal(Folders.Select(folder => Root + folder).Order(StringComparer.Ordinal), namespaces.Order(StringComparer.Ordinal));
        Assert.NotEmpty(UsersIn("Hosting", [$"{Root}Warehouses"]));
        Assert.NotEmpty(UsersIn("Warehouses", [$"{Root}Stores"]));
    }

    private static IEnumerable<string?> UsersIn(string folder, string[] used) =>
        Types.InAssembly(Simulator).That().ResideInNamespace(Root + folder).ShouldNot().HaveDependencyOnAny(used)
            .GetResult().FailingTypes?.Select(type => type.FullName) ?? [];
}
