using System.Text;
using Operator.Api.V1Alpha1;

namespace Operator.Kinds.Runs;

/// <summary>
/// Keeps the outputs of a run together within what a status should weigh: it stays in etcd and in the memory of every operator for as long as its resource. All
/// texts are cut to one length, the greatest with which they fit, so that the short ones, an error for example, stay whole.
/// </summary>
internal static class OutputBudget
{
    public static void Fit(IReadOnlyList<RunTaskOutput> outputs)
    {
        var limit = LongestThatFits([.. outputs.SelectMany(Texts).Select(Encoding.UTF8.GetByteCount).Order()]);
        if (limit < StatusLimits.Output)
        {
            foreach (var output in outputs)
            {
                Cut(output, limit);
            }
        }
    }

    /// <param name="sizes">The shortest first.</param>
    private static int LongestThatFits(IReadOnlyList<int> sizes)
    {
        var left = StatusLimits.OutputTotal;
        for (var index = 0; index < sizes.Count; index++)
        {
            var share = left / (sizes.Count - index);
            if (sizes[index] > share)
            {
                return share;
            }

            left -= sizes[index];
        }

        return StatusLimits.Output;
    }

    private static IEnumerable<string> Texts(RunTaskOutput output) =>
        new[] { output.Result, output.Error, output.ErrorTrace, output.Logs, output.Unavailable }.OfType<string>();

    private static void Cut(RunTaskOutput output, int limit)
    {
        var truncated = new HashSet<string>(output.Truncated ?? [], StringComparer.Ordinal);
        output.Result = Kept("result", OutputText.Head(output.Result, limit), truncated);
        output.Error = Kept("error", OutputText.Head(output.Error, limit), truncated);
        output.ErrorTrace = Kept("errorTrace", OutputText.Head(output.ErrorTrace, limit), truncated);
        output.Logs = Kept("logs", OutputText.Tail(output.Logs, limit), truncated);
        output.Unavailable = OutputText.Head(output.Unavailable, limit).Text;
        output.Truncated = truncated.Count == 0 ? null : [.. truncated.Order(StringComparer.Ordinal)];
    }

    private static string? Kept(string name, (string? Text, bool IsCut) cut, HashSet<string> truncated)
    {
        if (cut.IsCut)
        {
            truncated.Add(name);
        }

        return cut.Text;
    }
}
