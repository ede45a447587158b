using System.Globalization;
using System.Net;

namespace Operator.UnitTests.Conditions;

/// <summary>Draws what Argo CD says of situations, each as a row of its list of resources.</summary>
internal static class HealthPicture
{
    private const int Width = 900;
    private const int Top = 34;
    private const int RowHeight = 38;
    private const int LineHeight = 15;

    /// <summary>So many letters of a message fit beside the other columns.</summary>
    private const int Letters = 82;

    private const string Heart = "M8 14.4C2.8 10.6 1 8.2 1 5.5C1 3.5 2.5 2 4.4 2C5.9 2 7.2 2.8 8 4.2C8.8 2.8 10.1 2 11.6 2C13.5 2 15 3.5 15 5.5"
        + "C15 8.2 13.2 10.6 8 14.4Z";

    private const string Strong = " font-weight=\"600\"";
    private const string Small = " font-size=\"11\" fill=\"#6d7f8b\"";

    /// <summary>Best first, with Argo CD's colours; the shapes are drawn in a square of 16.</summary>
    private static readonly (string Status, string Icon)[] Statuses =
    [
        ("Healthy", $"""<path d="{Heart}" fill="#18be94"/>"""),
        ("Progressing", """<path d="M10.2 2.2A6.2 6.2 0 1 1 5.8 2.2" fill="none" stroke="#0dadea" stroke-width="2.4" stroke-linecap="round"/>"""),
        ("Suspended", """<circle cx="8" cy="8" r="7" fill="#766f94"/><path d="M6 5V11M10 5V11" stroke="white" stroke-width="2"/>"""),
        ("Degraded", $"""<path d="{Heart}" fill="#e96d76"/><path d="M8.6 2.6L6.2 6.6L9.6 8.6L7.6 14.4" fill="none" stroke="white" stroke-width="1.6"/>"""),
    ];

    public static string Draw(IEnumerable<HealthRow> rows)
    {
        var drawn = rows.OrderBy(row => Array.FindIndex(Statuses, one => one.Status == row.Status))
            .ThenBy(row => row.Situation, StringComparer.Ordinal).Select(Draw).ToList();
        var height = Top + (drawn.Count * RowHeight) + 6;
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="13" fill="#363c4a">
            <rect width="{Width}" height="{height}" fill="#dee6eb"/>
            {Text(18, 22, "SITUATION", Small)}{Text(224, 22, "HEALTH", Small)}{Text(354, 22, "HEALTH DETAILS", Small)}
            {string.Join('\n', drawn)}
            </svg>

            """;
    }

    private static string Draw(HealthRow row, int index)
    {
        var icon = Statuses.Single(one => one.Status == row.Status).Icon;
        var lines = Lines(row.Message);
        var details = lines.Select((line, number) =>
            Text(354, 22 + (number * LineHeight) - ((lines.Count - 1) * 8), line, " font-size=\"12\""));
        return $"""
            <g transform="translate(0 {(Top + (index * RowHeight)).ToString(CultureInfo.InvariantCulture)})">
            <rect x="6" width="{Width - 12}" height="{RowHeight - 4}" rx="3" fill="white"/>
            {Text(18, 15, row.Situation, Strong)}{Text(18, 28, row.Kind, Small)}
            <g transform="translate(224 9)">{icon}</g>{Text(248, 22, row.Status)}
            {string.Concat(details)}
            </g>
            """;
    }

    private static List<string> Lines(string message)
    {
        var lines = new List<string> { "" };
        foreach (var word in message.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > Letters)
            {
                lines.Add("");
            }

            lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
        }

        return lines;
    }

    private static string Text(int x, int y, string text, string style = "") =>
        $"""<text x="{x}" y="{y}"{style}>{WebUtility.HtmlEncode(text)}</text>""";
}

/// <summary>One object as Argo CD shows it.</summary>
/// <param name="Situation">What the testdata calls it.</param>
/// <param name="Kind">Of the object.</param>
/// <param name="Status">Argo CD's word for its health.</param>
/// <param name="Message">Argo CD shows it as the details of the health.</param>
internal sealed record HealthRow(string Situation, string Kind, string Status, string Message);
