using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.Commands.Plan;

/// <summary>A plan for people: one line for each object of which there is something to say, its settings below it, and a last line with the numbers.</summary>
internal static class PlanText
{
    private const int LongestValue = 120;
    private const string Reset = "\e[0m";

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(PlanReport report, Terminal terminal)
    {
        var text = new StringBuilder();
        foreach (var group in Shown(report).GroupBy(planned => (planned.Namespace, planned.Workspace)))
        {
            text.Append(null, $"Namespace {group.Key.Namespace}{(group.Key.Workspace is { } workspace ? $", workspace {workspace}" : "")}:\n");
            foreach (var planned in group)
            {
                var color = terminal.HasColors ? ColorOf(planned) : null;
                foreach (var line in Lines(planned).SelectMany(line => Wrap(line, terminal)))
                {
                    text.Append("  ").Append(color is null ? line : $"{color}{line}{Reset}").Append('\n');
                }
            }

            text.Append('\n');
        }

        return text.Append(report.Summary).Append('\n').ToString();
    }

    /// <summary>What is as it should be goes without saying.</summary>
    public static IEnumerable<PlannedObject> Shown(PlanReport report) =>
        report.Objects.Where(planned => planned.Action != PlannedAction.None || planned.Messages.Count > 0);

    /// <summary>Without indentation or colour.</summary>
    public static IEnumerable<string> Lines(PlannedObject planned)
    {
        yield return $"{Symbol(planned)} {planned.Kind.ToLowerInvariant()}/{planned.Name}{Title(planned)}";
        foreach (var field in planned.Fields)
        {
            yield return field.IsKnown ? $"    {field.Path}: {Value(field.Before)} → {Value(field.After)}" : $"    {field.Path}";
        }

        foreach (var message in planned.Messages.Skip(IsTitle(planned) ? 1 : 0))
        {
            yield return $"    {OneLine(message)}";
        }
    }

    /// <summary>What does not fit goes on below, further in.</summary>
    private static IEnumerable<string> Wrap(string line, Terminal terminal)
    {
        if (line.Length + 2 <= terminal.Width || terminal.Width == 0)
        {
            return [line];
        }

        var indentation = line[..(line.Length - line.TrimStart().Length)];
        return terminal.Wrap(line, indentation.Length + 6).Select((part, index) => $"{indentation}{(index > 0 ? "    " : "")}{part}");
    }

    public static string Symbol(PlannedObject planned) => planned.Action switch
    {
        _ when planned is { IsChange: true, Restarts: true } => "!",
        PlannedAction.Create => "+",
        PlannedAction.Update => "~",
        PlannedAction.Replace => "±",
        PlannedAction.Delete => "-",
        PlannedAction.Wait => "…",
        PlannedAction.None => "=",
        _ => "x",
    };

    private static string Title(PlannedObject planned) =>
        planned is { IsChange: true, Restarts: true } ? $": {Interruption(planned)}"
        : IsTitle(planned) ? $": {OneLine(planned.Messages[0])}"
        : "";

    private static string Interruption(PlannedObject planned) =>
        planned.Kind == Api.V1Alpha1.DatabricksSqlWarehouse.KindName ? "restarts a running SQL warehouse" : "restarts a running cluster";

    /// <summary>Where there is nothing else to show, the first message stands beside the name.</summary>
    private static bool IsTitle(PlannedObject planned) => !planned.IsChange && planned.Messages.Count > 0;

    private static string Value(JsonNode? value)
    {
        if (value is null)
        {
            return "(not set)";
        }

        if (value is JsonValue scalar && scalar.TryGetValue(out string? word) && word is ShownValues.Hidden or ShownValues.Unknown)
        {
            return value.ToString();
        }

        var text = value.ToJsonString(Compact);
        return text.Length <= LongestValue ? text : $"{text[..LongestValue]}…";
    }

    private static string OneLine(string message) => string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string? ColorOf(PlannedObject planned) => Symbol(planned) switch
    {
        "+" => "\e[32m",
        "~" or "±" => "\e[33m",
        "-" or "x" => "\e[31m",
        "!" => "\e[35m",
        _ => null,
    };
}
