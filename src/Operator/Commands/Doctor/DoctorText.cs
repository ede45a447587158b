using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.Commands.Doctor;

/// <summary>Writes the findings for people and programs.</summary>
internal static class DoctorText
{
    private const string Indentation = "    ";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<DoctorFinding> findings, Terminal terminal)
    {
        var text = new StringBuilder();
        foreach (var finding in findings)
        {
            var (symbol, color) = finding.Result switch
            {
                DoctorResult.Passed => ("=", "\e[32m"),
                DoctorResult.Failed => ("x", "\e[31m"),
                _ => ("?", "\e[33m"),
            };
            var head = $"{symbol} {finding.Check}";
            // A name that is colored is as long as it looks.
            var lines = terminal.Wrap($"{head}: {finding.Message}", Indentation.Length).ToList();
            lines[0] = terminal.HasColors ? $"{color}{head}\e[0m{lines[0][head.Length..]}" : lines[0];
            text.AppendJoin($"\n{Indentation}", lines).Append('\n');
            foreach (var line in finding.Advice is null ? [] : terminal.Wrap(finding.Advice, Indentation.Length))
            {
                text.Append(Indentation).Append(line).Append('\n');
            }
        }

        int Count(DoctorResult result) => findings.Count(finding => finding.Result == result);
        return text.Append(null, $"\nDoctor: {Count(DoctorResult.Passed)} passed, {Count(DoctorResult.Failed)} failed, ")
            .Append(null, $"{Count(DoctorResult.Unchecked)} not checked\n").ToString();
    }

    public static string Json(IReadOnlyList<DoctorFinding> findings)
    {
        var json = new JsonObject
        {
            ["healthy"] = ExitCode(findings) == 0,
            ["checks"] = new JsonArray([.. findings.Select(finding => new JsonObject
            {
                ["check"] = finding.Check,
                ["result"] = JsonNamingPolicy.CamelCase.ConvertName(finding.Result.ToString()),
                ["message"] = finding.Message,
                ["advice"] = finding.Advice,
            })]),
        };
        return $"{json.ToJsonString(Readable)}\n";
    }

    public static int ExitCode(IReadOnlyList<DoctorFinding> findings) => findings.All(finding => finding.Result == DoctorResult.Passed) ? 0 : 2;
}
