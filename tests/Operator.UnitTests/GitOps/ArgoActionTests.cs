using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.Api.V1Alpha1;
using Operator.Commands;
using Operator.UnitTests.Schema;

namespace Operator.UnitTests.GitOps;

/// <summary>The actions of every kind on their own testdata, which has the layout of Argo CD's repository.</summary>
public sealed partial class ArgoActionTests
{
    private static readonly string Argo = Path.Combine(Repository.Root, "config", "argocd");
    private static readonly string Group = Path.Combine(Argo, "resource_customizations", ApiGroup.Name);
    private static readonly ArgoScripts Scripts = new(Repository.Root);

    public static TheoryData<string> Kinds => [.. GeneratedFiles.Definitions().Select(definition => (string)definition["spec"]!["names"]!["kind"]!)];

    public static TheoryData<string, string> Discoveries =>
        Cases("discoveryTests", one => (string)one["inputPath"]!);

    public static TheoryData<string, string> Actions =>
        Cases("actionTests", one => $"{one["action"]} {one["inputPath"]} {one["expectedOutputPath"]}");

    [Theory]
    [MemberData(nameof(Discoveries))]
    public void Discovery_OfItsTestdata_OffersWhatItsFileSays(string kind, string inputPath)
    {
        var expected = Tests(kind)["discoveryTests"]!.AsArray().Single(one => (string)one!["inputPath"]! == inputPath)!["result"]!.AsArray();

        Assert.Equal(
            expected.Select(action => ((string)action!["name"]!, !(bool)action["disabled"]!)),
            Scripts.Actions(Read(kind, inputPath)).Select(action => (action.Key, action.Value)).OrderBy(action => action.Key, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public void Action_OnItsTestdata_GivesWhatItsFileSays(string kind, string named)
    {
        var (action, input, output) = named.Split(' ') is [var first, var second, var third] ? (first, second, third) : throw new FormatException(named);

        var made = Scripts.Act(action, Read(kind, input));

        var result = made.Changed ?? Assert.Single(made.Created);
        Assert.True(JsonNode.DeepEquals(Read(kind, output), result), result.ToJsonString());
        Assert.True(Scripts.Actions(Read(kind, input))[action], $"{action} is not offered for {input}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Actions_OfAKind_AreAllDiscoveredAndTested(string kind)
    {
        var folders = Directory.GetDirectories(Path.Combine(Group, kind, "actions")).Select(folder => Path.GetFileName(folder)!)
            .Where(name => name != "testdata").Order(StringComparer.Ordinal).ToList();
        var tested = Actions.Where(one => one.Data.Item1 == kind).Select(one => one.Data.Item2.Split(' ')[0]).Distinct();

        Assert.Equal(folders, Scripts.Actions(Read(kind, "testdata/ready.yaml")).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(folders, tested.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Testdata_OfAKind_IsAllUsed(string kind)
    {
        var used = Tests(kind).AsObject().SelectMany(tests => tests.Value!.AsArray())
            .SelectMany(one => new[] { (string?)one!["inputPath"], (string?)one["expectedOutputPath"] }).OfType<string>().Distinct();
        var files = Directory.GetFiles(Path.Combine(Group, kind, "actions", "testdata")).Select(file => $"testdata/{Path.GetFileName(file)}");

        Assert.Equal(files.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Action_ThatSeveralKindsHave_IsTheSameForAll() => Assert.All(
        Directory.GetFiles(Group, "action.lua", SearchOption.AllDirectories).GroupBy(file => Path.GetFileName(Path.GetDirectoryName(file)!)),
        action => Assert.Single(action.Select(File.ReadAllText).Distinct()));

    /// <summary>Argo CD runs Lua 5.1; these tests run a newer one.</summary>
    [Fact]
    public void Scripts_OfAllKinds_NeedNoNewerLuaThanArgoCdHas() => Assert.All(
        Directory.GetFiles(Group, "*.lua", SearchOption.AllDirectories),
        file => Assert.DoesNotMatch(NewerLua(), Comment().Replace(File.ReadAllText(file), "")));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ConfigMap_OfArgoCd_HoldsTheScriptsOfTheFolder(string kind)
    {
        var file = $"actions/{kind}.yaml";
        var value = ArgoTestdata.Read(Argo, file);
        var actions = value["definitions"]!.AsArray().ToDictionary(action => (string)action!["name"]!, action => (string)action!["action.lua"]!);

        Assert.Equal(File.ReadAllText(Path.Combine(Group, kind, "actions", "discovery.lua")), (string)value["discovery.lua"]!);
        Assert.Equal(actions.Keys.Order(StringComparer.Ordinal), Scripts.Actions(Read(kind, "testdata/ready.yaml")).Keys.Order(StringComparer.Ordinal));
        Assert.All(actions, action => Assert.Equal(File.ReadAllText(Path.Combine(Group, kind, "actions", action.Key, "action.lua")), action.Value));
        var listed = File.ReadAllText(Path.Combine(Argo, "kustomization.yaml"));
        Assert.Contains($"resource.customizations.actions.{ApiGroup.Name}_{kind}={file}\n", listed, StringComparison.Ordinal);
        Assert.Contains($"resource.customizations.health.{ApiGroup.Name}_{kind}=resource_customizations/", listed, StringComparison.Ordinal);
    }

    private static TheoryData<string, string> Cases(string list, Func<JsonNode, string> name)
    {
        var cases = new TheoryData<string, string>();
        foreach (var kind in Kinds.Select(kind => kind.Data))
        {
            foreach (var one in Tests(kind)[list]!.AsArray())
            {
                cases.Add(kind, name(one!));
            }
        }

        return cases;
    }

    private static JsonNode Tests(string kind) => ArgoTestdata.Read(Group, kind, "actions", "action_test.yaml");

    private static JsonObject Read(string kind, string file) => ArgoTestdata.Read(Group, kind, "actions", file).AsObject();

    [GeneratedRegex(@"\bgoto\b|//|<<|>>|[&|]|~[^=]|\\[xzu]|<const>|<close>", RegexOptions.NonBacktracking)]
    private static partial Regex NewerLua();

    [GeneratedRegex("--.*", RegexOptions.NonBacktracking)]
    private static partial Regex Comment();
}
