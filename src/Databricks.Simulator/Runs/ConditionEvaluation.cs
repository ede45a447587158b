using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Runs;

/// <summary>condition_task: compares two operands, in which references to job parameters are resolved.</summary>
internal static partial class ConditionEvaluation
{
    public static string Evaluate(TaskRun task)
    {
        var condition = task.Settings.Object("condition_task")!;
        return Compare(condition.Text("op")!, Resolved(task, condition, "left"), Resolved(task, condition, "right")) ? "true" : "false";
    }

    public static string Resolved(TaskRun task, JsonObject condition, string operand) => JobParameter().Replace(
        condition.Text(operand)!, match => task.Run.Parameters.ValueOf(match.Groups[1].Value) ?? match.Value);

    // Equality compares texts; order compares numbers.
    private static bool Compare(string op, string left, string right)
    {
        if (op is "EQUAL_TO" or "NOT_EQUAL")
        {
            return (op == "EQUAL_TO") == (left == right);
        }

        if (!decimal.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var first)
            || !decimal.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var second))
        {
            return false;
        }

        return op switch
        {
            "GREATER_THAN" => first > second,
            "GREATER_THAN_OR_EQUAL" => first >= second,
            "LESS_THAN" => first < second,
            _ => first <= second,
        };
    }

    [GeneratedRegex(@"\{\{\s*job\.parameters\.([\w-]+)\s*\}\}")]
    public static partial Regex JobParameter();
}
