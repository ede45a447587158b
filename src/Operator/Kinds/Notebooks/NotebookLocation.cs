using System.Text.RegularExpressions;
using Operator.Api.V1Alpha1;

namespace Operator.Kinds.Notebooks;

/// <summary>Where a notebook is and in which words its content is read and compared, from the spec alone.</summary>
/// <param name="Path">Without <c>/Workspace</c>, which makes no difference (behavior §1.3).</param>
/// <param name="Format">Any but AUTO: that is decided here as Databricks does, by the extension (behavior §1.3), so that nothing but a notebook can come of
/// it.</param>
/// <param name="Language">Of SOURCE only.</param>
internal sealed partial record NotebookLocation(string Path, string Format, string? Language)
{
    public const string Source = "SOURCE";
    public const string Jupyter = "JUPYTER";
    public const string Archive = "DBC";
    public const string Auto = "AUTO";

    private const string Prefix = "/Workspace";

    /// <summary>The folder that holds the notebook; <c>/</c> for the root.</summary>
    public string Folder => FolderOf(Path);

    /// <summary>False for what Databricks exports in other words each time (behavior §4.4): it is compared by what the workspace made of it.</summary>
    public bool IsComparable => Format is Source or Jupyter;

    public static NotebookLocation Of(DatabricksNotebookSpec spec)
    {
        var path = Normalise(spec.Path);
        var format = spec.Format ?? Source;
        if (format != Auto)
        {
            return new(path, format, format == Source ? spec.Language : null);
        }

        var dot = path.LastIndexOf('.');
        var (stem, extension) = dot > path.LastIndexOf('/') + 1 ? (path[..dot], path[(dot + 1)..]) : (path, "");
        var language = NotebookLanguage.OfExtension(extension);
        return new(stem, extension.Equals("ipynb", StringComparison.OrdinalIgnoreCase) ? Jupyter : Source, language?.Name);
    }

    /// <summary>The same place in one spelling. Nothing is percent-decoded.</summary>
    public static string Normalise(string path) => path.StartsWith($"{Prefix}/", StringComparison.Ordinal) ? path[Prefix.Length..] : path;

    /// <summary>What is wrong with a path, for people; null when nothing is.</summary>
    public static string? Problem(string path)
    {
        if (!Form().IsMatch(path))
        {
            return "spec.path must begin with / and have neither empty segments, nor a / at its end, nor control characters";
        }

        return path.Split('/').Any(segment => segment is "." or "..") || Nowhere().IsMatch(path)
            ? "spec.path must not have a segment . or .. and must name something below /Workspace"
            : null;
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "/";

    [GeneratedRegex(@"\A(/[^/\p{Cc}]+)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();

    // Read once more, /Workspace/Workspace/x would be /x.
    [GeneratedRegex(@"\A/Workspace(/Workspace(/.*)?)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Nowhere();
}
