using Operator.Api.V1Alpha1;
using Operator.Permissions;
using Operator.Settings;

namespace Operator.Kinds.Notebooks;

/// <summary>What the attributes of the type say, and by hand what they cannot: rules about the path, and about extraSettings.</summary>
internal static class NotebookSpecValidator
{
    private static readonly string[] Extensions = [".py", ".scala", ".sql", ".r", ".ipynb"];

    public static IEnumerable<string> Problems(DatabricksNotebook notebook) =>
        SpecValidator.Problems(notebook.Spec).Concat(Path(notebook.Spec)).Concat(Extra(notebook.Spec))
            .Concat(PermissionSpecValidator.Problems(notebook.Spec.AccessControlList, PermissionKind.Notebooks));

    private static IEnumerable<string> Path(DatabricksNotebookSpec spec)
    {
        if (NotebookLocation.Problem(spec.Path) is { } problem)
        {
            yield return problem;
        }

        if (spec.Format == NotebookLocation.Auto && !Extensions.Any(extension => spec.Path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"spec.format AUTO goes by the extension: spec.path must end in {string.Join(", ", Extensions)}; give the format otherwise";
        }
    }

    private static IEnumerable<string> Extra(DatabricksNotebookSpec spec)
    {
        foreach (var name in NotebookImporter.OwnFields.Where(name => spec.ExtraSettings?.ContainsKey(name) == true))
        {
            yield return $"spec.extraSettings must not set {name}";
        }
    }
}
