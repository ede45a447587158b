using System.Text.RegularExpressions;
using Operator.Databricks.Errors;
using Operator.Reconciling;

namespace Operator.Managed;

/// <summary>
/// What a request names that was looked up among the resources of the namespace: a refusal because one of them does not exist is no fault of the spec.
/// </summary>
internal sealed partial class ResolvedReferences
{
    private readonly List<(string Kind, string Name, string Value)> resolved = [];

    /// <param name="kind">Of the resource that is referred to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">What stands for it in the request.</param>
    public void Add(string kind, string name, string value) => resolved.Add((kind, name, value));

    /// <summary>What is being waited for when the refusal says that one of them does not exist; null when it speaks of anything else.</summary>
    public DependencyMissingException? MissingIn(DatabricksException refusal) =>
        resolved.Select(one => Missing(one.Kind, one.Name, one.Value, refusal)).FirstOrDefault(missing => missing is not null);

    /// <summary>The same for one reference.</summary>
    public static DependencyMissingException? Missing(string kind, string name, string value, DatabricksException refusal)
    {
        var (failure, message) = (refusal.Kind, refusal.Error.Message);
        return failure is DatabricksErrorKind.Invalid or DatabricksErrorKind.NotFound && MissingText().IsMatch(message) && Names(message, value)
            ? Unseen(kind, name, value, refusal)
            : null;
    }

    /// <summary>The same where it is certain which of them is meant.</summary>
    public static DependencyMissingException Unseen(string kind, string name, string value, DatabricksException refusal) =>
        new($"The {kind} {name} stands for {value}, which the workspace does not know, or not yet: {refusal.Error}") { IsUnseenByWorkspace = true };

    /// <summary>As a whole word: job 12 is not named by a message about job 123, nor the notebook /a by one about /a/b.</summary>
    private static bool Names(string message, string value) =>
        Regex.IsMatch(message, $@"(?<![\w/.-]){Regex.Escape(value)}(?![\w/-])", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    [GeneratedRegex("(?:does not|doesn't) exist|no such|(?:not|cannot be|could not be) found", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MissingText();
}
