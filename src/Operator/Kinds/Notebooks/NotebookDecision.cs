using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Permissions;
using Operator.Settings;

namespace Operator.Kinds.Notebooks;

/// <summary>What to do about the place and the content of a notebook as it is (behavior §11.4). Pure: the same input gives the same answer.</summary>
internal static class NotebookDecision
{
    public const string Content = "content";
    public const string Language = "language";
    public const string ExtraSettings = "extraSettings";
    public const string Path = "path";

    public static Change Decide(DatabricksNotebook notebook, ObservedNotebook observed)
    {
        if (NotebookLocation.Of(notebook.Spec).Path != observed.Path)
        {
            return Change.None with { Unchangeable = [Path], Applied = () => AppliedBy(notebook) };
        }

        return (observed.IsNotebook ? OfContent(notebook, observed) : Change.None) with { Applied = () => AppliedBy(notebook) };
    }

    /// <summary>The settings that the spec asks for.</summary>
    public static IEnumerable<string> AppliedBy(DatabricksNotebook notebook)
    {
        (string Field, bool IsSet)[] fields =
        [
            (PermissionKind.Field, notebook.Spec.AccessControlList is not null), (Content, true),
            (ExtraSettings, notebook.Spec.ExtraSettings is not null), (Language, NotebookLocation.Of(notebook.Spec).Language is not null),
        ];
        return fields.Where(field => field.IsSet).Select(field => field.Field);
    }

    /// <summary>
    /// A notebook keeps its language when it is written over, as far as is documented, so another one means another notebook. What the workspace tells counts
    /// for SOURCE only: of every Jupyter notebook it says PYTHON (behavior §1.3).
    /// </summary>
    public static bool IsOtherLanguage(DatabricksNotebook notebook, ObservedNotebook observed) =>
        NotebookLocation.Of(notebook.Spec).Language is { } wanted && observed.Info.Language is { } shown && wanted != shown;

    public static bool Ignores(DatabricksNotebook notebook, string field) => notebook.Spec.Policies?.IgnoreDrift?.Contains(field) == true;

    /// <summary>As <see cref="Change.Desired"/>.</summary>
    /// <param name="notebook">Its spec.</param>
    /// <param name="version">Of the content, as of <see cref="NotebookContent.Version"/>.</param>
    public static string DesiredOf(DatabricksNotebook notebook, string version) =>
        ComparisonRules.HashOf(new JsonArray(
            version,
            NotebookLocation.Of(notebook.Spec).Language,
            notebook.Spec.Format ?? NotebookLocation.Source,
            ContentHash.OfSettings(notebook.Spec.ExtraSettings)));

    private static Change OfContent(DatabricksNotebook notebook, ObservedNotebook observed)
    {
        var isOtherLanguage = IsOtherLanguage(notebook, observed) && !Ignores(notebook, Language);
        if (observed.Wanted is not { } wanted || Ignores(notebook, Content))
        {
            // Without content of ours there is nothing to make a notebook of that language from.
            return isOtherLanguage ? Change.None with { Unchangeable = [Language] } : Change.None;
        }

        var settled = Change.None with { Desired = DesiredOf(notebook, wanted.Version) };
        List<string> fields = [];
        Add(fields, Content, !observed.HasWantedContent);
        Add(fields, Language, isOtherLanguage);
        Add(fields, ExtraSettings, notebook.Status.ExtraSettingsHash is { } sent && sent != ContentHash.OfSettings(notebook.Spec.ExtraSettings));
        if (fields.Count == 0)
        {
            return settled;
        }

        // An archive is never written over anything (behavior §1.3).
        var isAnew = isOtherLanguage || notebook.Spec.Format == NotebookLocation.Archive;
        var message = $"{(isAnew ? "Deleted and imported anew" : "Imported again")}: {string.Join(", ", fields)}";
        var isRenewed = fields.Contains(Content) && notebook.Status.SourceVersion is { } version && version != wanted.Version;
        return new Change(
            isAnew ? PlanAction.Recreate : PlanAction.Update, fields, false, message)
        { Renewed = isRenewed ? [Content] : [], Desired = settled.Desired };
    }

    private static void Add(List<string> fields, string field, bool isDifferent)
    {
        if (isDifferent)
        {
            fields.Add(field);
        }
    }
}
