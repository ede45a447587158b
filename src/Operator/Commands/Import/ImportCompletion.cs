using System.Text.Json.Nodes;

namespace Operator.Commands.Import;

/// <summary>What is done when all manifests are known: they refer to each other and to the workspace, and are checked as the operator does. Pure.</summary>
internal static class ImportCompletion
{
    /// <param name="objects">All that were read.</param>
    /// <param name="kinds">Their kinds.</param>
    /// <param name="filter">Says what every manifest says.</param>
    /// <param name="notes">So far.</param>
    /// <param name="failures">So far.</param>
    public static ImportResult Of(
        IReadOnlyList<ImportedObject> objects, IReadOnlyList<IImportedKind> kinds, ImportFilter filter, IReadOnlyList<ImportNotice> notes,
        IReadOnlyList<ImportNotice> failures)
    {
        IReadOnlyList<ImportedObject> imported = filter.LinksReferences ? ReferenceLinks.Of(objects) : objects;
        imported = [.. imported.Select(one => InWorkspace(one, filter.WorkspaceRef))];
        return new ImportResult(
            imported,
            [.. notes, .. imported.SelectMany(one => one.Notes.Select(note => new ImportNotice(Subject(one), note)))],
            [.. failures, .. imported.SelectMany(one => Refusals(one, kinds, filter.Namespace))],
            IsInterrupted: false);
    }

    private static IEnumerable<ImportNotice> Refusals(ImportedObject one, IReadOnlyList<IImportedKind> kinds, string? @namespace) =>
        kinds.Single(kind => kind.Definition == one.Definition).ProblemsOf(ImportWriter.WithContent(one).Manifest(@namespace ?? "x"))
            .Select(problem => new ImportNotice(Subject(one), $"the operator would refuse the manifest: {problem}"));

    private static ImportedObject InWorkspace(ImportedObject one, JsonObject? workspace)
    {
        if (workspace is null)
        {
            return one;
        }

        var spec = (JsonObject)one.Spec.DeepClone();
        spec["workspaceRef"] = workspace.DeepClone();
        return one with { Spec = spec };
    }

    private static string Subject(ImportedObject one) => $"{one.Definition.Kind} {one.Name} ({one.Id})";
}
