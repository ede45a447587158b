using System.Text.Json.Nodes;
using Operator.Commands.Import;

namespace Operator.Commands.Conversion;

/// <summary>Manifests of what another tool manages, by the mapping that <c>import</c> uses. Pure.</summary>
internal static class Converter
{
    /// <param name="source">What was read.</param>
    /// <param name="kinds">All that can be written.</param>
    /// <param name="filter">Says what every manifest says.</param>
    public static ImportResult Of(ForeignSet source, IReadOnlyList<IImportedKind> kinds, ImportFilter filter)
    {
        var objects = new List<ImportedObject>();
        var failures = new List<ImportNotice>(source.Missing);
        foreach (var group in source.Objects.GroupBy(one => one.Word, StringComparer.Ordinal))
        {
            var kind = kinds.Single(one => one.Word == group.Key);
            var names = new ImportNames();
            foreach (var one in group)
            {
                try
                {
                    objects.Add(Convert(one, kind, names.Take(one.Name, group.Key)));
                }
                catch (ImportException exception)
                {
                    failures.Add(new ImportNotice(one.Place, $"not converted: {exception.Message}"));
                }
            }
        }

        return ImportCompletion.Of(objects, kinds, filter, [], failures);
    }

    private static ImportedObject Convert(ForeignObject one, IImportedKind kind, string name)
    {
        var candidate = new ImportCandidate(one.Id, one.Name, Marker: null);
        var converted = kind.Convert(candidate, (JsonObject)one.Wire.DeepClone(), name);
        foreach (var (field, value) in one.Beside)
        {
            converted.Spec[field] = value?.DeepClone();
        }

        return one.Id.Length > 0
            ? converted
            : converted with { Notes = [.. converted.Notes, "the source does not know its id: where it exists already, write it into spec.externalId"] };
    }
}
