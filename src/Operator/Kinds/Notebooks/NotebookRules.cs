using Operator.Api.V1Alpha1;
using Operator.Permissions;
using Operator.Settings;

namespace Operator.Kinds.Notebooks;

/// <summary>The rules of the CRD once more, for API servers that do not evaluate them, and those that CEL cannot express.</summary>
internal static class NotebookRules
{
    private static readonly string[] Extensions = [".py", ".scala", ".sql", ".r", ".ipynb"];

    public static IEnumerable<string> Problems(DatabricksNotebook notebook) =>
        Path(notebook.Spec).Concat(Content(notebook.Spec)).Concat(Language(notebook.Spec)).Concat(Values(notebook.Spec))
            .Concat(PermissionRules.Problems(notebook.Spec.AccessControlList, PermissionKind.Notebooks));

    private static IEnumerable<string> Path(DatabricksNotebookSpec spec)
    {
        if (NotebookPlace.Problem(spec.Path) is { } problem)
        {
            yield return problem;
        }

        if (spec.Format == NotebookPlace.Auto && !Extensions.Any(extension => spec.Path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"spec.format AUTO goes by the extension: spec.path must end in {string.Join(", ", Extensions)}; give the format otherwise";
        }
    }

    private static IEnumerable<string> Content(DatabricksNotebookSpec spec)
    {
        var given = SpecChecks.CountGiven(spec.Content, spec.ContentBase64, spec.ContentFrom, spec.Inline);
        if (given > 1 || (given == 0 && !IsObserved(spec)))
        {
            yield return "spec has exactly one of content, contentBase64 and contentFrom";
        }

        if (spec.ContentFrom is { } from && SpecChecks.CountGiven(from.ConfigMapKeyRef, from.SecretKeyRef) != 1)
        {
            yield return "spec.contentFrom has exactly one of configMapKeyRef and secretKeyRef";
        }

        if (spec.ContentEncoding is not null && (spec.Content is not null || spec.Inline is { Field: NotebookTrim.Text }))
        {
            yield return "spec.contentEncoding is for contentBase64 and contentFrom; content is plain text";
        }
    }

    private static IEnumerable<string> Language(DatabricksNotebookSpec spec)
    {
        var isSource = spec.Format is null or NotebookPlace.Source;
        if (isSource && spec.Language is null && !IsObserved(spec))
        {
            yield return "spec.language is required with format SOURCE, which is the default";
        }

        if (!isSource && spec.Language is not null)
        {
            yield return "spec.language is for format SOURCE only; content of every other format tells its language itself";
        }
    }

    private static IEnumerable<string> Values(DatabricksNotebookSpec spec)
    {
        foreach (var name in NotebookImporter.OwnFields.Where(name => spec.ExtraSettings?.ContainsKey(name) == true))
        {
            yield return $"spec.extraSettings must not set {name}";
        }
    }

    private static bool IsObserved(DatabricksNotebookSpec spec) => spec.Policies?.Management == ManagementPolicy.Observe;
}
