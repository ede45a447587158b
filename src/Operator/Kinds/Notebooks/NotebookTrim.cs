using Operator.Api.V1Alpha1;
using Operator.Reconciling;

namespace Operator.Kinds.Notebooks;

/// <summary>
/// Keeps the content that is written into specs out of memory: up to 1.4 MB for each object, twice that as text. A hash says whether the workspace has it; the
/// content itself is needed for an import alone.
/// </summary>
internal static class NotebookTrim
{
    public const string Text = "content";

    private const string Bytes = "contentBase64";

    public static void Apply(DatabricksNotebook notebook)
    {
        var spec = notebook.Spec;
        // More than one is refused by the rules, whose message needs to see them.
        if ((spec.Content is null) == (spec.ContentBase64 is null) || spec.ContentFrom is not null)
        {
            return;
        }

        spec.Inline = Summarise(spec, spec.Content is null ? Bytes : Text);
        (spec.Content, spec.ContentBase64) = (null, null);
    }

    private static InlineContent Summarise(DatabricksNotebookSpec spec, string field)
    {
        try
        {
            var content = NotebookContentReader.OfSpec(spec)!;
            return new(field, content.Hash, content.Version, null);
        }
        catch (UnusableContentException exception)
        {
            return new(field, null, "", exception.Message);
        }
    }
}
