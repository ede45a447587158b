using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Operator.Runtime.Hosting;

/// <summary>What is wrong, in lines: of a check, and of the answer to whoever asks.</summary>
public static class HealthProblems
{
    /// <summary>Writes the overall state and one line for each problem, as plain text.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(TextOf(report), context.RequestAborted);
    }

    internal static string TextOf(HealthReport report)
    {
        var text = new StringBuilder($"{report.Status}\n");
        foreach (var (check, entry) in report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy))
        {
            var problems = (entry.Description ?? entry.Exception?.Message ?? "failed").Split('\n');
            text.AppendJoin("", problems.Select(problem => $"{check}: {problem}\n"));
        }

        return text.ToString();
    }

    internal static HealthCheckResult Unhealthy(IEnumerable<string> problems) =>
        Joined(problems) is { Length: > 0 } text ? HealthCheckResult.Unhealthy(text) : HealthCheckResult.Healthy();

    internal static HealthCheckResult Degraded(IEnumerable<string> problems) =>
        Joined(problems) is { Length: > 0 } text ? HealthCheckResult.Degraded(text) : HealthCheckResult.Healthy();

    private static string Joined(IEnumerable<string> problems) => string.Join('\n', problems);
}
