using System.Text.Json.Nodes;
using Databricks.Simulator.WorkspaceObjects;
using FsCheck;
using FsCheck.Fluent;

namespace Operator.UnitTests.Commands.Import;

/// <summary>A notebook as a person may have written it, at any path that a workspace takes.</summary>
/// <param name="Path">Where it is; one part of it may stand in several folders, none is both folder and notebook.</param>
/// <param name="Language">As the API names it.</param>
/// <param name="Format">SOURCE, or JUPYTER.</param>
/// <param name="Content">What was imported into the workspace.</param>
internal sealed record RandomNotebook(string Path, string Language, string Format, string Content)
{
    private static readonly string[] Folders = ["/etl", "/ETL", "/Team A", "/Übung & Co", "/日本", "/a.b-c_d", "/50% (#1)", "/it's", "/-x", "/'", "/null", "/1"];

    private static readonly string[] Names =
    [
        "load", "Load Orders", "load_orders", "load.orders", "report.py", "report.ipynb", "Ä", "日本", "a: b", "#1", "\"x\"", "- x", "true", "100%",
        new('n', 200), "?", "{{x}}", "$x", "a\\b", "🚀",
    ];

    /// <summary>Lines and line ends of cells, with what a format, YAML or the workspace could take for something else.</summary>
    private static readonly string[] Pieces =
    [
        "print(1)", "x = \"a: b\"", "  indented", "\ttab", "trailing  ", "", "---", "...", "# comment", "-- comment", "// comment", "- item", "key: value",
        "null", "'single' \"double\" \\back", "ü 日本 🚀", "{{secrets/a/b}}", "${VAR} $VAR `x`", "%sql select 1", "%md", "%", new string('x', 300), "\u0007",
        "\u2028", "\u0085", "# MAGIC %md text", "# MAGIC", "-- MAGIC %python", "// MAGIC %sql", "# COMMAND", "# Databricks notebook source",
    ];

    private static readonly Dictionary<string, string> Comments =
        new(StringComparer.Ordinal) { ["PYTHON"] = "#", ["R"] = "#", ["SQL"] = "--", ["SCALA"] = "//" };

    private static readonly Gen<string> Cell =
        from count in Gen.Choose(0, 6)
        from lines in Gen.ArrayOf(Gen.Elements(Pieces), count)
        select string.Join('\n', lines);

    public static IReadOnlyList<RandomNotebook> Sample(int count) =>
        [.. Any.Sample(count).DistinctBy(notebook => notebook.Path).Concat(Spare(count)).Take(count)];

    /// <summary>Puts it into a workspace, as another user.</summary>
    public void PutInto(ObjectControl objects)
    {
        if (Format == "JUPYTER")
        {
            objects.CreateJupyter(Path, Content);
        }
        else
        {
            objects.Create(Path, Language, Content);
        }
    }

    private static Gen<RandomNotebook> Any =>
        from depth in Gen.Choose(0, 4)
        from folders in Gen.ArrayOf(Gen.Elements(Folders), depth)
        from name in Gen.Elements(Names)
        from number in Gen.Choose(1, 999)
        from language in Gen.Elements("PYTHON", "SQL", "SCALA", "R")
        from isJupyter in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        from cellCount in Gen.Choose(0, 5)
        from cells in Gen.ArrayOf(Cell, cellCount)
        from style in Gen.Choose(0, int.MaxValue)
        select new RandomNotebook(
            $"{string.Concat(folders)}/{number} {name}",
            language,
            isJupyter ? "JUPYTER" : "SOURCE",
            isJupyter ? Document(language, cells, style) : Source(Comments[language], cells, style));

    /// <summary>For those that fell to the same path.</summary>
    private static IEnumerable<RandomNotebook> Spare(int count) =>
        Any.Sample(count).Select((notebook, number) => notebook with { Path = $"/spare/{number}{System.IO.Path.GetExtension(notebook.Path)}" });

    private static string Source(string comment, IEnumerable<string> cells, int style)
    {
        var text = string.Join((style & 1) == 0 ? $"\n\n{comment} COMMAND ----------\n\n" : $"\n{comment} COMMAND ----------\n", cells);
        text = (style & 2) == 0 ? $"{comment} Databricks notebook source\n{text}" : text;
        text = (style & 4) == 0 ? text : $"{text}\n";
        text = (style & 24) == 0 ? text.ReplaceLineEndings("\r\n") : text;
        return (style & 96) == 0 ? $"\uFEFF{text}" : text;
    }

    private static string Document(string language, IReadOnlyList<string> cells, int style) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select((cell, index) => (JsonNode)new JsonObject
        {
            ["cell_type"] = ((style >> index) & 1) == 0 ? "code" : "markdown",
            ["metadata"] = new JsonObject { ["trusted"] = true },
            ["source"] = ((style >> index) & 32) == 0 ? cell : new JsonArray([.. Lines(cell)]),
            ["outputs"] = new JsonArray(new JsonObject { ["output_type"] = "stream", ["text"] = "1" }),
        })]),
        ["metadata"] = new JsonObject { ["language_info"] = new JsonObject { ["name"] = language.ToLowerInvariant() } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();

    private static IEnumerable<JsonNode> Lines(string cell)
    {
        var lines = cell.Split('\n');
        return lines.Select((line, index) => (JsonNode)(index < lines.Length - 1 ? $"{line}\n" : line));
    }
}
