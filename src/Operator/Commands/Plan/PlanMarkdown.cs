using System.Text;

namespace Operator.Commands.Plan;

/// <summary>A plan as a comment on a pull request: GitHub and GitLab colour the lines of a diff by their first character.</summary>
internal static class PlanMarkdown
{
    private const string Fence = "```";

    public static string Write(PlanReport report)
    {
        var text = new StringBuilder();
        text.Append(null, $"### {report.Summary}\n");
        foreach (var group in PlanText.Shown(report).GroupBy(planned => (planned.Namespace, planned.Workspace)))
        {
            text.Append(null, $"\nNamespace `{group.Key.Namespace}`{(group.Key.Workspace is { } workspace ? $", workspace `{workspace}`" : "")}\n");
            text.Append(null, $"\n{Fence}diff\n");
            foreach (var line in group.SelectMany(PlanText.Lines))
            {
                text.Append(line.Replace(Fence, "'''", StringComparison.Ordinal)).Append('\n');
            }

            text.Append(null, $"{Fence}\n");
        }

        foreach (var problem in report.Problems)
        {
            text.Append(null, $"\n- **{problem.Source}**: {problem.Message.Replace('\n', ' ')}");
        }

        return report.Problems.Count > 0 ? text.Append('\n').ToString() : text.ToString();
    }
}
