using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.Commands;
using Operator.Commands.Status;

namespace Operator.UnitTests.Commands.Status;

public sealed class StatusTreeTests
{
    [Fact]
    public void Write_OfATeam_HasWhatIsUsedBelowWhatUsesIt() => Assert.Equal("""
        Namespace team:
          … databricksjobrun/etl-1
          │   Running: It runs
          └─ = databricksjob/etl
             ├─ x databrickscluster/shared
             │  │   QuotaExceeded: There is no room for eight more nodes
             │  └─ = databricksworkspace/prod in platform
             ├─ x databricksnotebook/gone
             │      NotFound: There is no DatabricksNotebook gone in the namespace team
             └─ = databricksworkspace/prod in platform
          = databrickssqlwarehouse/bi
          └─ = databricksworkspace/prod in platform

        Status: 3 ready, 1 in progress, 1 not ready, 1 missing

        """, StatusText.Write(StatusTree.Of(Team(), null), default));

    [Fact]
    public void Write_OnANarrowTerminal_BreaksSentencesAndDiffersByColours()
    {
        var roots = StatusTree.Of(Team(), null);
        var narrow = StatusText.Write(roots, new Terminal(60, HasColors: false));

        Assert.Contains("     │  │   QuotaExceeded: There is no room for eight more\n     │  │   nodes\n", narrow, StringComparison.Ordinal);
        Assert.All(narrow.Split('\n').Where(line => line.Contains('│', StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 60));
        var colored = StatusText.Write(roots, new Terminal(60, HasColors: true));
        Assert.Contains("\e[31mx databrickscluster/shared\e[0m", colored, StringComparison.Ordinal);
        Assert.Equal(narrow, Regex.Replace(colored, "\e\\[[0-9]+m", "", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Of_OneObject_ShowsItAndWhatItUses()
    {
        var root = Assert.Single(StatusTree.Of(Team(), new StatusName("DatabricksCluster", "team", "shared")));

        Assert.Equal("prod", Assert.Single(root.Uses).Object.Id.Name);
    }

    [Fact]
    public void Of_JobsThatRunEachOther_ShowsEachAndEnds()
    {
        var roots = StatusTree.Of(
            Known(Object("DatabricksJob", "a", Task("b")), Object("DatabricksJob", "b", Task("a"))), null);

        Assert.True(Assert.Single(Assert.Single(Assert.Single(roots).Uses).Uses).IsRepeated);
    }

    [Fact]
    public void Of_AnObjectThatIsUsedTwice_ShowsWhatItUsesOnce()
    {
        var text = StatusText.Write(
            StatusTree.Of(
                Known(
                    Object("DatabricksJobRun", "one", """{"jobRef":{"name":"etl"}}"""), Object("DatabricksJobRun", "two", """{"jobRef":{"name":"etl"}}"""),
                    Object("DatabricksJob", "etl", """{"workspaceRef":{"name":"prod"}}"""), Object("DatabricksWorkspace", "prod", "{}")),
                null),
            default);

        Assert.Single(Regex.Matches(text, "databricksworkspace/prod", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Single(Regex.Matches(text, @"databricksjob/etl \(above\)", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Of_AnObjectThatNamesNoWorkspace_UsesTheDefaultOneWhereThereIsOne()
    {
        var job = Object("DatabricksJob", "etl", "{}");

        Assert.Empty(Assert.Single(StatusTree.Of(Known(job), null)).Uses);
        var root = Assert.Single(StatusTree.Of(Known(job, Object("DatabricksWorkspace", "default", "{}")), null));
        Assert.Equal("DatabricksWorkspace", Assert.Single(root.Uses).Object.Id.Kind);
    }

    [Theory]
    [InlineData("""{"extraSettings":{"jobRef":{"name":"x"}}}""")]
    [InlineData("""{"parameters":{"jobRef":"x"}}""")]
    public void References_ThatAreSettingsOrText_AreNone(string spec) => Assert.Empty(Object("DatabricksJob", "etl", spec).Uses);

    [Fact]
    public void Write_AsJson_HasEachObjectOnceWithWhatItUses()
    {
        var json = JsonNode.Parse(StatusJson.Write(StatusTree.Of(Team(), null), Team()))!;

        Assert.False((bool)json["ready"]!);
        Assert.Equal(6, json["objects"]!.AsArray().Count);
        var cluster = json["objects"]!.AsArray().Single(one => (string?)one!["name"] == "shared")!;
        Assert.Equal(("notReady", "QuotaExceeded"), ((string?)cluster["state"], (string?)cluster["reason"]));
        Assert.Equal("prod", (string?)cluster["uses"]![0]!["name"]);
    }

    private static Dictionary<StatusName, StatusObject> Team()
    {
        const string prod = "\"workspaceRef\":{\"name\":\"prod\",\"namespace\":\"platform\"}";
        return Known(
            Object("DatabricksJobRun", "etl-1", """{"jobRef":{"name":"etl"}}""") with { State = StatusState.Working, Reason = "Running", Message = "It runs" },
            Object(
                "DatabricksJob", "etl",
                $$$$"""{{{{{prod}}}},"tasks":[{"existingClusterRef":{"name":"shared"}},{"notebookTask":{"notebookRef":{"name":"gone"}}}]}"""),
            Object("DatabricksCluster", "shared", $$"""{{{prod}}}""") with
            {
                State = StatusState.NotReady,
                Reason = "QuotaExceeded",
                Message = "There is no room for eight\nmore nodes",
            },
            Object("DatabricksSqlWarehouse", "bi", $$"""{{{prod}}}"""),
            Object("DatabricksWorkspace", "prod", "{}", "platform"),
            StatusObject.Missing(new StatusName("DatabricksNotebook", "team", "gone")));
    }

    private static string Task(string job) => $$$$"""{"tasks":[{"runJobTask":{"jobRef":{"name":"{{{{job}}}}"}}}]}""";

    private static Dictionary<StatusName, StatusObject> Known(params StatusObject[] objects) => objects.ToDictionary(found => found.Id);

    private static StatusObject Object(string kind, string name, string spec, string @namespace = "team") => StatusObject.Of(kind, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
        ["spec"] = JsonNode.Parse(spec),
        ["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" }) },
    });
}
