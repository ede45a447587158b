using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Operator.Commands.Doctor;

/// <summary>Writes the findings for people and programs.</summary>
internal static class DoctorText
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<DoctorFinding> findings, bool hasColors)
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
            text.Append(hasColors ? $"{color}{head}\e[0m" : head).Append(": ").Append(OneLine(finding.Message)).Append('\n');
            text.Append(finding.Advice is null ? "" : $"    {finding.Advice}\n");
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

    private static string OneLine(string message) => string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
