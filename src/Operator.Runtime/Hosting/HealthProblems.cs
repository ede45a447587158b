using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Operator.Runtime.Hosting;

/// <summary>What is wrong, one line for each problem: as the result of a check, and as the answer of an endpoint.</summary>
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

    internal static Task<HealthCheckResult> UnhealthyAsync(IEnumerable<string> problems) =>
        Task.FromResult(Joined(problems) is { Length: > 0 } text ? HealthCheckResult.Unhealthy(text) : HealthCheckResult.Healthy());

    internal static Task<HealthCheckResult> DegradedAsync(IEnumerable<string> problems) =>
        Task.FromResult(Joined(problems) is { Length: > 0 } text ? HealthCheckResult.Degraded(text) : HealthCheckResult.Healthy());

    private static string Joined(IEnumerable<string> problems) => string.Join('\n', problems);
}
