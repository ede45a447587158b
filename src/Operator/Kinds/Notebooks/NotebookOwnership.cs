using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Kinds.Notebooks;

/// <summary>Whether what is at a path is this resource's own. A notebook carries no marker, so what is recorded and what it contains have to tell.</summary>
internal static class NotebookOwnership
{
    /// <summary>Null when the notebook may be written over.</summary>
    public static ReconcileOutcome? Obstacle(DatabricksNotebook notebook, ObservedNotebook observed, ReconcileIntervals timing)
    {
        if (!observed.IsNotebook)
        {
            return ReconcileOutcome.Stalled(
                Reasons.WrongObjectType,
                $"At {observed.Path} is an object of type {Type(observed)}, which is not touched. Move it away, or name another path in a new resource",
                timing.Observe);
        }

        var policies = notebook.Spec.Policies;
        return policies?.Management == ManagementPolicy.Observe || (policies?.Adoption).TakesOverByName() || IsOwn(notebook, observed)
            ? null
            : ReconcileOutcome.Stalled(
                Reasons.Conflict,
                $"At {observed.Path} is a notebook that this resource did not import, and its content is another. Move it away, or set policies.adoption: "
                    + "ByName to have it written over",
                timing.Observe);
    }

    /// <summary>A notebook with the wanted content counts as the resource's own, so that a crash between an import and its record loses nothing.</summary>
    public static bool IsOwn(DatabricksNotebook notebook, ObservedNotebook observed) =>
        observed.IsLateImport
        || IsRecorded(notebook, observed)
        || (observed.HasWantedContent && !NotebookDecision.IsOtherLanguage(notebook, observed));

    /// <summary>The very notebook that was imported last: one that was deleted and created again has another id.</summary>
    public static bool IsRecorded(DatabricksNotebook notebook, ObservedNotebook observed) =>
        NotebookPathIndex.Holds(notebook, observed.Path) && (notebook.Status.ObjectId is null || notebook.Status.ObjectId == observed.ObjectId);

    /// <summary>Why it is not deleted; null when it is.</summary>
    public static string? LeftAlone(DatabricksNotebook notebook, ObservedNotebook observed, DatabricksNotebook? rival)
    {
        if (rival is not null)
        {
            return $"{observed.Path} is managed by {rival.Metadata.NamespaceProperty}/{rival.Metadata.Name} and was left alone";
        }

        if (!observed.IsNotebook)
        {
            return $"At {observed.Path} is an object of type {Type(observed)} now; it was left alone";
        }

        var isKnown = NotebookPathIndex.Holds(notebook, observed.Path) && notebook.Status.ObjectId is { } id && id == observed.ObjectId;
        return observed.HasWantedContent || observed.IsLateImport || isKnown
            ? null
            : $"At {observed.Path} is a notebook that this resource did not import; it was left alone";
    }

    private static string Type(ObservedNotebook observed) => StatusText.CutOrNull(observed.Info.ObjectType, StatusLimits.Token) ?? "unknown";
}
