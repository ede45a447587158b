using System.Globalization;
using System.Text.RegularExpressions;

namespace Operator.Benchmarks.Processes;

/// <summary>Writes that the API server has counted itself, in <c>apiserver_request_total</c>.</summary>
/// <param name="Changes">PUT, PATCH and APPLY of one kind, its status included; the operator sends no POST or DELETE of the kinds measured.</param>
/// <param name="Events">Events created or counted up, of all namespaces.</param>
internal sealed partial record ApiServerCounts(long Changes, long Events)
{
    public static async Task<ApiServerCounts> ReadAsync(ControlPlane plane, string plural, CancellationToken cancellationToken)
    {
        var (changes, events) = (0L, 0L);
        foreach (Match line in Sample().Matches(await plane.SendAsync(HttpMethod.Get, "metrics", null, cancellationToken)))
        {
            var (resource, verb) = (Label(line, "resource"), Label(line, "verb"));
            var count = (long)double.Parse(line.Groups["value"].Value, CultureInfo.InvariantCulture);
            changes += resource == plural && verb is ("PUT" or "PATCH" or "APPLY") ? count : 0;
            events += resource == "events" && verb is ("POST" or "PUT" or "PATCH") ? count : 0;
        }

        return new ApiServerCounts(changes, events);
    }

    public ApiServerCounts Since(ApiServerCounts earlier) => new(Changes - earlier.Changes, Events - earlier.Events);

    private static string Label(Match line, string name) =>
        Labels().Matches(line.Groups["labels"].Value).FirstOrDefault(label => label.Groups["name"].Value == name)?.Groups["value"].Value ?? "";

    [GeneratedRegex("^apiserver_request_total\\{(?<labels>[^}]*)\\} (?<value>\\S+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex("(?<name>\\w+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Labels();
}
