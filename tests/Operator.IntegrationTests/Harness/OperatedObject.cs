using System.Globalization;

namespace Operator.IntegrationTests.Harness;

/// <summary>One resource of a user, who looks at it and changes it with kubectl.</summary>
/// <param name="place">Where it is.</param>
/// <param name="kind">Its kind, as in a manifest.</param>
/// <param name="name">Its name.</param>
public sealed class OperatedObject(OperatedWorkspace place, string kind, string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static int requests;

    private string Plural => $"{kind.ToLowerInvariant()}s";

    /// <param name="spec">In braces.</param>
    public Task<string> ApplyAsync(string spec) => place.Kubectl.ApplyAsync($$"""
        apiVersion: databricks-operator.io/v1alpha1
        kind: {{kind}}
        metadata: {name: {{name}}}
        spec: {{spec}}
        """);

    public Task<string> PatchAsync(string patch) => place.Kubectl.RunAsync("patch", Plural, name, "--type=merge", "-p", patch);

    /// <param name="annotation">Its name behind the group's.</param>
    /// <param name="value">Null takes it away.</param>
    public Task<string> AnnotateAsync(string annotation, string? value) =>
        place.Kubectl.RunAsync("annotate", Plural, name, "--overwrite", $"databricks-operator.io/{annotation}{(value is null ? "-" : $"={value}")}");

    /// <summary>One field, empty where there is none.</summary>
    public Task<string> FieldAsync(string path) => place.Kubectl.FieldAsync(Plural, name, path);

    /// <summary>Its status, reason and message; empty where there is none.</summary>
    public Task<string> ConditionAsync(string type) => place.Kubectl.ConditionAsync(Plural, name, type);

    public Task<string> ShowsAsync(string path, string value) =>
        Eventually.ReachesAsync(_ => FieldAsync(path), shown => shown == value, $"{path} to be {value}", Patience, WithLog);

    /// <param name="type">Of the condition.</param>
    /// <param name="beginning">Its status, and its reason or the beginning of one.</param>
    /// <returns>The condition with its message.</returns>
    public Task<string> SaysAsync(string type, string beginning) =>
        Eventually.ReachesAsync(
            _ => ConditionAsync(type), shown => shown.StartsWith(beginning, StringComparison.Ordinal), $"{type} to be {beginning}", Patience, WithLog);

    /// <summary>Ready and in sync, said of the present generation, with nothing left to do.</summary>
    public async Task SettledAsync()
    {
        var generation = await FieldAsync(".metadata.generation");
        await Eventually.ReachesAsync(
            _ => place.Kubectl.ConditionsAsync(Plural, name),
            shown => shown.Contains($"Ready=True@{generation} ", StringComparison.Ordinal)
                && shown.Contains($"Synced=True@{generation} ", StringComparison.Ordinal)
                && !shown.Contains("Reconciling", StringComparison.Ordinal),
            $"Ready and Synced at generation {generation}",
            Patience,
            WithLog);
    }

    /// <summary>Waits for the end of a pass that began after this call.</summary>
    public async Task LookedAtAsync()
    {
        var request = string.Create(CultureInfo.InvariantCulture, $"request-{Interlocked.Increment(ref requests)}");
        await AnnotateAsync("reconcile-requested-at", request);
        await ShowsAsync(".status.lastHandledReconcileAt", request);
    }

    /// <summary>Asks for its deletion and does not wait.</summary>
    public Task<string> DeleteAsync() => place.Kubectl.RunAsync("delete", Plural, name, "--wait=false");

    public Task<string> GoneAsync() => Eventually.ReachesAsync(
        _ => place.Kubectl.RunAsync("get", Plural, name, "--ignore-not-found", "-o", "jsonpath={.metadata.name} {.status.conditions}"),
        shown => shown.Length == 0,
        "the resource to be gone",
        TimeSpan.FromSeconds(90),
        WithLog);

    private string WithLog(string shown) => $"{shown}\n{place.Log}";
}
