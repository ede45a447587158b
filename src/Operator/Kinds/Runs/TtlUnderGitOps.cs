using Operator.Api.V1Alpha1;

namespace Operator.Kinds.Runs;

/// <summary>
/// A time to live is a loop where a GitOps tool holds the resource to what stands in Git: the operator deletes it, the tool applies it again, and that is
/// another run.
/// </summary>
internal static class TtlUnderGitOps
{
    /// <summary>Of the event.</summary>
    public const string Reason = "WillRunAgain";

    /// <summary>What a tool puts on objects that it applies whenever they are missing.</summary>
    private static readonly (string Tool, string Key)[] Marks =
    [
        ("Argo CD", "argocd.argoproj.io/tracking-id"),
        ("Flux", "kustomize.toolkit.fluxcd.io/name"),
    ];

    /// <summary>A hook is applied once for each sync and never missed in between.</summary>
    private static readonly string[] Hooks = ["argocd.argoproj.io/hook", "helm.sh/hook"];

    /// <summary>What to do about it; null where nothing applies the resource again, or where it follows a run that exists.</summary>
    public static string? Warning(DatabricksJobRun run)
    {
        if (run.Spec.TtlSecondsAfterFinished is null || run.Spec.ExternalId is not null || Hooks.Any(hook => Has(run.Metadata.Annotations, hook)))
        {
            return null;
        }

        var mark = Marks.FirstOrDefault(one => Has(run.Metadata.Annotations, one.Key) || Has(run.Metadata.Labels, one.Key));
        return mark.Tool is null
            ? null
            : $"spec.ttlSecondsAfterFinished deletes this resource after the run, {mark.Tool} ({mark.Key}) applies it again from Git, and that starts another "
                + "run. Take the ttl out of Git; or make the resource a hook of the sync; or create runs outside Git, by generateName";
    }

    private static bool Has(IDictionary<string, string>? map, string key) => map?.ContainsKey(key) == true;
}
