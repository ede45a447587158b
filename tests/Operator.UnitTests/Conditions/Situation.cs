using System.Text.Json.Nodes;

namespace Operator.UnitTests.Conditions;

/// <summary>Something that happens to an object, and what tools that wait for it have to make of it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Kstatus">Current ends a wait well, Failed ends it at once.</param>
/// <param name="Argo">Degraded fails a sync at once; only Healthy lets the next wave begin.</param>
/// <param name="Ready">Its status and reason, separated by a slash.</param>
internal sealed record Situation(string Name, string Kstatus, string Argo, string Ready)
{
    /// <summary>What is the case, in one line that shows the whole difference when it is not as it should be.</summary>
    public string Expected => $"{Kstatus} {Argo} {Ready}";

    public static string Of(JsonObject resource)
    {
        var ready = (resource["status"]?["conditions"] as JsonArray ?? []).FirstOrDefault(one => (string?)one!["type"] == "Ready");
        return $"{Judges.Kstatus(resource)} {Judges.Argo(resource).Status} {(ready is null ? "none" : $"{ready["status"]}/{ready["reason"]}")}";
    }

    public override string ToString() => Name;
}
