using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Operator.Commands;
using Operator.Commands.Manifests;
using Operator.Commands.Plan;

namespace Operator.UnitTests.Commands.Plan;

public sealed class PlanWriterTests
{
    private static readonly PlanReport Report = new(
        [
            new PlannedObject("DatabricksCluster", "team", "new", PlannedAction.Create) { Workspace = "prod" },
            new PlannedObject("DatabricksJob", "team", "etl", PlannedAction.Update)
            {
                Workspace = "prod",
                RemoteId = "123",
                Fields =
                [
                    new PlannedField("tasks[main].timeoutSeconds", 0, 3600), new PlannedField("description", null, "```"),
                    new PlannedField("libraries", null, null),
                ],
            },
            new PlannedObject("DatabricksSqlWarehouse", "team", "shared", PlannedAction.Update) { Workspace = "prod", Restarts = true },
            new PlannedObject("DatabricksNotebook", "team", "moved", PlannedAction.Replace) { Workspace = "prod" },
            new PlannedObject("DatabricksJob", "other", "gone", PlannedAction.Delete) { Messages = ["it is\nbeing deleted"] },
            new PlannedObject("DatabricksJob", "other", "quiet", PlannedAction.None),
            new PlannedObject("DatabricksJob", "other", "taken", PlannedAction.Refused) { Messages = ["Conflict: no", "more"] },
        ],
        [new ManifestProblem("a.yaml, document 2", "line 3: no")]);

    [Fact]
    public void Write_OnANarrowTerminal_GoesOnBelowWhereALineDoesNotFit()
    {
        var planned = Report.Objects.First(one => one.Messages.Count > 0) with { Messages = [string.Join(' ', Enumerable.Repeat("word", 30))] };

        var lines = PlanWriter.Write(new PlanReport([planned], []), PlanFormat.Text, new Terminal(40, HasColors: false)).Split('\n');

        Assert.All(lines.SkipLast(2), line => Assert.True(line.Length <= 40, line));
        Assert.Equal(30, lines.Sum(line => line.Split("word").Length - 1));
    }

    [Fact]
    public void Write_AsText_IsALineForEachObjectAndItsSettings() => Assert.Equal("""
        Namespace team, workspace prod:
          + databrickscluster/new
          ~ databricksjob/etl
              tasks[main].timeoutSeconds: 0 → 3600
              description: (not set) → "```"
              libraries
          ! databrickssqlwarehouse/shared: restarts a running SQL warehouse
          ± databricksnotebook/moved

        Namespace other:
          - databricksjob/gone
              it is being deleted
          x databricksjob/taken: Conflict: no
              more

        Plan: 2 to create, 2 to change (1 restart), 2 to delete, 1 unchanged, 1 refused, 1 unreadable

        """, PlanWriter.Write(Report, PlanFormat.Text, default));

    [Fact]
    public void Write_OnATerminal_DiffersByColoursAlone()
    {
        var colored = PlanWriter.Write(Report, PlanFormat.Text, new Terminal(0, HasColors: true));

        Assert.Contains("\e[32m+ databrickscluster/new\e[0m", colored, StringComparison.Ordinal);
        Assert.Equal(
            PlanWriter.Write(Report, PlanFormat.Text, default),
            Regex.Replace(colored, "\e\\[[0-9]+m", "", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Write_AsMarkdown_IsADiffThatNoValueEnds()
    {
        var markdown = PlanWriter.Write(Report, PlanFormat.Markdown, default);

        Assert.StartsWith("### Plan: 2 to create", markdown, StringComparison.Ordinal);
        Assert.Equal(4, markdown.Split("```").Length - 1);
        Assert.Contains("\n+ databrickscluster/new\n", markdown, StringComparison.Ordinal);
        Assert.EndsWith("- **a.yaml, document 2**: line 3: no\n", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AsJson_HasTheNumbersAndTheValues()
    {
        var json = JsonNode.Parse(PlanWriter.Write(Report, PlanFormat.Json, default))!;

        Assert.Equal(2, (int)json["summary"]!["create"]!);
        Assert.Equal(1, (int)json["summary"]!["restart"]!);
        Assert.Equal("update", (string)json["objects"]![1]!["action"]!);
        Assert.Equal("123", (string)json["objects"]![1]!["id"]!);
        Assert.Equal(3600, (int)json["objects"]![1]!["fields"]![0]!["after"]!);
        Assert.False(json["objects"]![1]!["fields"]![2]!.AsObject().ContainsKey("after"));
        Assert.Equal("a.yaml, document 2", (string)json["problems"]![0]!["source"]!);
    }
}
