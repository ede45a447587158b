using System.Text.Json.Nodes;
using Operator.IntegrationTests.Harness;
using Operator.UnitTests.GitOps;

namespace Operator.IntegrationTests.GitOps;

/// <summary>How an application is synced: the sync options of Argo CD.</summary>
internal enum ArgoSync
{
    /// <summary>Three-way patches with the last applied configuration; the default.</summary>
    ClientSide,

    /// <summary>ServerSideApply=true. Argo CD takes conflicting fields by force.</summary>
    ServerSide,

    /// <summary>Replace=true.</summary>
    Replace,

    /// <summary>Force=true,Replace=true: deleted and created again.</summary>
    ForceReplace,
}

/// <summary>
/// One Argo CD application: what is in Git, applied to the real API server by phases and waves, each of which waits for the health of what it applied, pruned
/// in the reverse order, and compared as Argo CD compares. Objects are written by kubectl's own code, as Argo CD does.
/// </summary>
internal sealed class ArgoApplication(ControlPlane controlPlane, string @namespace, string name = "app", ArgoSync sync = ArgoSync.ClientSide)
{
    private static readonly ArgoScripts Scripts = new(Repository.Root);
    private readonly HashSet<GitManifest> applied = [];
    private List<GitManifest> git = [];

    public LiveObjects Live { get; } = new(controlPlane, @namespace);

    /// <summary>What Git says from now on; the next sync begins anew.</summary>
    public void Commit(params string[] yaml)
    {
        git = [.. yaml.SelectMany(GitManifest.Parse)];
        applied.Clear();
    }

    /// <summary>Begins a sync of the same commit, hooks and all, as the button does.</summary>
    public void SyncAgain() => applied.Clear();

    public GitManifest Manifest(string kind) => git.Single(manifest => manifest.Kind == kind);

    /// <summary>Goes as far as it can without waiting. What it waits for; null once all is applied, healthy and pruned.</summary>
    public async Task<string?> StepAsync()
    {
        foreach (var wave in git.GroupBy(manifest => (manifest.Phase, manifest.Wave)).OrderBy(wave => wave.Key))
        {
            foreach (var manifest in wave.Where(manifest => !applied.Contains(manifest)))
            {
                if (manifest.IsHook && await Live.FindAsync(manifest) is { } former)
                {
                    // BeforeHookCreation, the default: the one of the sync before goes first.
                    await Live.DeleteAsync(former);
                    return $"the hook {manifest.Name} of the last sync is going";
                }

                await ApplyAsync(manifest);
                applied.Add(manifest);
            }

            foreach (var manifest in wave)
            {
                var (status, message) = await HealthAsync(manifest);
                if (status != "Healthy")
                {
                    return $"{manifest.Kind} {manifest.Name} of wave {manifest.Wave} is {status}: {message}";
                }
            }
        }

        return await PruneAsync();
    }

    /// <summary>Syncs until all is applied, healthy and pruned.</summary>
    /// <param name="log">Of the operator, shown where that does not come about.</param>
    public Task SyncAsync(Func<string> log) => Eventually.ReachesAsync(
        _ => StepAsync(), waits => waits is null, "the sync to end", TimeSpan.FromSeconds(90), waits => $"{waits}\n{log()}");

    /// <summary>What Argo CD shows of one object.</summary>
    public async Task<(string Status, string Message)> HealthAsync(GitManifest manifest) => await Live.FindAsync(manifest) switch
    {
        null => ("Missing", ""),
        var live when manifest.Kind.StartsWith("Databricks", StringComparison.Ordinal) => Scripts.Health(live),
        var live => live["metadata"]!["deletionTimestamp"] is null ? ("Healthy", "") : ("Progressing", "Pending deletion"),
    };

    /// <summary>Where Git and the cluster differ, under both diff strategies of Argo CD that there are.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync()
    {
        var differences = new List<string>();
        foreach (var manifest in git.Where(manifest => !manifest.IsHook))
        {
            var (wanted, live) = (manifest.Tracked(name, @namespace), await Live.FindAsync(manifest));
            if (live is null)
            {
                differences.Add($"{manifest.Kind} {manifest.Name} is missing");
                continue;
            }

            var predicted = JsonNode.Parse(await KubectlAsync([wanted], [.. ServerSideArguments, "--dry-run=server", "-o", "json"]))!.AsObject();
            differences.AddRange(ArgoDiff.Legacy(wanted, live).Select(path => $"legacy {manifest.Kind}{path}"));
            differences.AddRange(ArgoDiff.ServerSide(predicted, live).Select(path => $"server-side {manifest.Kind}{path}"));
        }

        return differences;
    }

    /// <summary>selfHeal: what differs is applied again, without hooks. Whether there was anything.</summary>
    public async Task<bool> HealAsync()
    {
        var healed = false;
        foreach (var manifest in git.Where(manifest => !manifest.IsHook))
        {
            var live = await Live.FindAsync(manifest);
            if (live is null || ArgoDiff.Legacy(manifest.Tracked(name, @namespace), live).Any())
            {
                await ApplyAsync(manifest);
                healed = true;
            }
        }

        return healed;
    }

    /// <summary>Takes everything away, as the deletion of the application does: the last wave first. What it waits for; null at the end.</summary>
    public Task<string?> DeleteAsync()
    {
        git = [];
        return PruneAsync();
    }

    private static string[] ServerSideArguments => ["apply", "--server-side", "--force-conflicts", "--field-manager=argocd-controller"];

    private async Task ApplyAsync(GitManifest manifest)
    {
        var exists = sync is ArgoSync.Replace or ArgoSync.ForceReplace && await Live.FindAsync(manifest) is not null;
        await KubectlAsync([manifest.Tracked(name, @namespace)], sync switch
        {
            ArgoSync.ServerSide => ServerSideArguments,
            ArgoSync.Replace when exists => ["replace"],
            ArgoSync.ForceReplace when exists => ["replace", "--force", "--timeout=60s"],
            ArgoSync.Replace or ArgoSync.ForceReplace => ["create", "--save-config"],
            _ => ["apply"],
        });
    }

    private async Task<string?> PruneAsync()
    {
        var kept = git.Select(manifest => (manifest.Kind, manifest.Name)).ToHashSet();
        var extra = (await Live.TrackedByAsync(name)).Select(live => new GitManifest(live))
            .Where(live => !kept.Contains((live.Kind, live.Name))).GroupBy(live => live.Wave).MaxBy(wave => wave.Key);
        if (extra is null)
        {
            return null;
        }

        foreach (var live in extra)
        {
            await Live.DeleteAsync(live.Body);
        }

        return $"{string.Join(", ", extra.Select(live => $"{live.Kind} {live.Name}"))} of wave {extra.Key} pending deletion, held by "
            + string.Join(", ", extra.SelectMany(live => live.Body["metadata"]!["finalizers"]?.AsArray().Select(one => $"{one}") ?? []));
    }

    private async Task<string> KubectlAsync(IEnumerable<JsonObject> objects, string[] arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, string.Join("\n---\n", objects.Select(one => one.ToJsonString())), TestContext.Current.CancellationToken);
            return await controlPlane.Kubectl.RunAsync(["--namespace", @namespace, .. arguments, "-f", file]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
