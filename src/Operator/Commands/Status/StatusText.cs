using System.Text;

namespace Operator.Commands.Status;

/// <summary>The tree for people.</summary>
internal static class StatusText
{
    private const string Reset = "\e[0m";

    /// <param name="roots">What is shown.</param>
    /// <param name="terminal">Where it is shown.</param>
    public static string Write(IReadOnlyList<StatusNode> roots, Terminal terminal)
    {
        var text = new StringBuilder();
        foreach (var group in roots.GroupBy(root => root.Object.Id.Namespace, StringComparer.Ordinal))
        {
            text.Append(null, $"Namespace {group.Key}:\n");
            foreach (var root in group)
            {
                Append(text, root, "  ", "  ", (terminal, group.Key));
            }

            text.Append('\n');
        }

        return text.Append(Summary(roots)).Append('\n').ToString();
    }

    public static string Summary(IReadOnlyList<StatusNode> roots)
    {
        var objects = Objects(roots);
        int Count(params StatusState[] states) => objects.Count(found => states.Contains(found.State));
        return $"Status: {Count(StatusState.Ready)} ready, {Count(StatusState.Working)} in progress, {Count(StatusState.NotReady)} not ready"
            + (Count(StatusState.Missing, StatusState.Unknown) is var missing and > 0 ? $", {missing} missing" : "");
    }

    /// <summary>Each once, however often it is used.</summary>
    public static IReadOnlyList<StatusObject> Objects(IEnumerable<StatusNode> nodes) =>
        [.. nodes.SelectMany(node => (StatusObject[])[node.Object, .. Objects(node.Uses)]).DistinctBy(found => found.Id)];

    private static void Append(StringBuilder text, StatusNode node, string lead, string below, (Terminal Terminal, string Namespace) shown)
    {
        var found = node.Object;
        var line = $"{Symbol(found.State)} {found.Id.Kind.ToLowerInvariant()}/{found.Id.Name}";
        text.Append(lead).Append(shown.Terminal.HasColors ? $"{Color(found.State)}{line}{Reset}" : line);
        text.Append(found.Id.Namespace == shown.Namespace ? "" : $" in {found.Id.Namespace}").Append(node.IsRepeated ? " (above)" : "").Append('\n');
        var rest = $"{below}{(node.Uses.Count > 0 ? "│ " : "  ")}  ";
        foreach (var part in node.IsRepeated || found.Reason is null ? [] : shown.Terminal.Wrap(Sentence(found), rest.Length))
        {
            text.Append(rest).Append(part).Append('\n');
        }

        for (var index = 0; index < node.Uses.Count; index++)
        {
            var isLast = index == node.Uses.Count - 1;
            Append(text, node.Uses[index], $"{below}{(isLast ? "└─ " : "├─ ")}", $"{below}{(isLast ? "   " : "│  ")}", shown);
        }
    }

    private static string Sentence(StatusObject found) => string.IsNullOrEmpty(found.Message) ? found.Reason! : $"{found.Reason}: {found.Message}";

    private static string Symbol(StatusState state) => state switch
    {
        StatusState.Ready => "=",
        StatusState.Working => "…",
        StatusState.Unknown => "?",
        _ => "x",
    };

    private static string Color(StatusState state) => state switch
    {
        StatusState.Ready => "\e[32m",
        StatusState.Working or StatusState.Unknown => "\e[33m",
        _ => "\e[31m",
    };
}
