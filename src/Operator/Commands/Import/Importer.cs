using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Operator.Databricks;
using Operator.Databricks.Errors;

namespace Operator.Commands.Import;

/// <summary>Which objects are imported, and what every manifest of them says.</summary>
internal sealed record ImportFilter
{
    /// <summary>Patterns with * and ?, of the name in the workspace or of the path of a notebook; empty for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Empty for all.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>In which notebooks are looked for.</summary>
    public string Folder { get; init; } = "/Shared";

    /// <summary>Of every manifest; null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Ids of imported objects become references to their resources.</summary>
    public bool LinksReferences { get; init; }

    /// <summary>Of every spec; null for the default of the namespace.</summary>
    public JsonObject? WorkspaceRef { get; init; }

    public bool Selects(ImportCandidate candidate) =>
        (Ids.Count == 0 || Ids.Contains(candidate.Id, StringComparer.Ordinal))
        && (Names.Count == 0 || Names.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, candidate.Name, ignoreCase: false)));
}

/// <summary>What came of an import.</summary>
/// <param name="Objects">That were read.</param>
/// <param name="Notes">What a person has to know or to do.</param>
/// <param name="Failures">What is not imported, or would be refused.</param>
/// <param name="IsInterrupted">By the person: there may be more.</param>
internal sealed record ImportResult(
    IReadOnlyList<ImportedObject> Objects, IReadOnlyList<ImportNotice> Notes, IReadOnlyList<ImportNotice> Failures, bool IsInterrupted);

/// <summary>Reads objects of a workspace one by one: what fails takes nothing from the rest. Sends nothing that changes anything.</summary>
/// <param name="client">Of the workspace.</param>
/// <param name="filter">What is wanted.</param>
/// <param name="progress">Hears the kind, how many are done, and of how many.</param>
internal sealed class Importer(WorkspaceClient client, ImportFilter filter, Action<string, int, int> progress)
{
    private readonly List<ImportedObject> objects = [];
    private readonly List<ImportNotice> notes = [];
    private readonly List<ImportNotice> failures = [];

    public async Task<ImportResult> RunAsync(IReadOnlyList<IImportedKind> kinds, CancellationToken cancellationToken)
    {
        var isInterrupted = false;
        try
        {
            foreach (var kind in kinds)
            {
                await ImportAsync(kind, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            isInterrupted = true;
        }

        return ImportCompletion.Of(objects, kinds, filter, notes, failures) with { IsInterrupted = isInterrupted };
    }

    private async Task ImportAsync(IImportedKind kind, CancellationToken cancellationToken)
    {
        IReadOnlyList<ImportCandidate> there;
        try
        {
            there = await kind.ListAsync(client, filter.Folder, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabricksException exception)
        {
            failures.Add(new ImportNotice(kind.Word, $"they cannot be listed: {exception.Message}"));
            return;
        }

        failures.AddRange(filter.Ids.Except(there.Select(candidate => candidate.Id), StringComparer.Ordinal)
            .Select(id => new ImportNotice($"{kind.Word} {id}", $"there is none of this id in {client.Host}")));
        var wanted = there.Where(filter.Selects).Where(candidate => IsFree(kind, candidate)).ToList();
        var names = new ImportNames();
        for (var number = 0; number < wanted.Count; number++)
        {
            await ReadAsync(kind, wanted[number], names.Take(NameOf(wanted[number]), $"{kind.Word}-{wanted[number].Id}"), cancellationToken)
                .ConfigureAwait(false);
            progress(kind.Word, number + 1, wanted.Count);
        }
    }

    private async Task ReadAsync(IImportedKind kind, ImportCandidate candidate, string name, CancellationToken cancellationToken)
    {
        try
        {
            objects.Add(await kind.ReadAsync(candidate, name, client, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is DatabricksException or ImportException)
        {
            failures.Add(new ImportNotice($"{kind.Word} {candidate.Id} ({candidate.Name})", exception.Message));
        }
    }

    /// <summary>A second resource for what one manages already would only be in conflict with it. Who asks for it by its id means it.</summary>
    private bool IsFree(IImportedKind kind, ImportCandidate candidate)
    {
        if (candidate.Marker is null || filter.Ids.Contains(candidate.Id, StringComparer.Ordinal))
        {
            return true;
        }

        notes.Add(new ImportNotice(
            $"{kind.Word} {candidate.Id} ({candidate.Name})",
            $"left out: a resource manages it already (its tag {Api.V1Alpha1.Ownership.MarkerTag} is {candidate.Marker}); --id {candidate.Id} imports it"));
        return false;
    }

    /// <summary>Of a path the last part.</summary>
    private static string NameOf(ImportCandidate candidate) => candidate.Name[(candidate.Name.LastIndexOf('/') + 1)..];
}

/// <summary>An object that no manifest can stand for.</summary>
internal sealed class ImportException(string message) : Exception(message);
