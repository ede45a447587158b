using Databricks.Simulator.Http;

namespace Databricks.Simulator.WorkspaceObjects;

/// <summary>
/// Where an object is. <c>/Workspace/x</c> and <c>/x</c> are the same place, and answers are spelt as the request was (behavior §1.3).
/// </summary>
/// <param name="Text">Without the prefix, without doubled slashes, without one at the end; <c>/</c> for the root.</param>
/// <param name="IsPrefixed">The request said <c>/Workspace</c>.</param>
internal readonly record struct ObjectPath(string Text, bool IsPrefixed)
{
    private const string Prefix = "Workspace";

    public static ObjectPath Root { get; } = new("/", false);

    public bool IsRoot => Text == "/";

    public string Name => Text[(Text.LastIndexOf('/') + 1)..];

    public ObjectPath Parent => this with { Text = Text.LastIndexOf('/') is > 0 and var end ? Text[..end] : "/" };

    /// <summary>As the caller spells it.</summary>
    public string Shown => !IsPrefixed ? Text : IsRoot ? $"/{Prefix}" : $"/{Prefix}{Text}";

    /// <exception cref="ApiException">The path is missing or not absolute.</exception>
    public static ObjectPath Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw ApiException.InvalidParameter("Missing required field: path");
        }

        if (text[0] != '/')
        {
            throw ApiException.InvalidParameter($"Path ({text}) must be absolute.");
        }

        var segments = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Any(segment => segment is "." or ".."))
        {
            throw ApiException.InvalidParameter($"Path ({text}) must not contain '.' or '..'.");
        }

        var isPrefixed = segments is [Prefix, ..];
        return new ObjectPath($"/{string.Join('/', isPrefixed ? segments[1..] : segments)}", isPrefixed);
    }

    public ObjectPath Child(string name) => this with { Text = IsRoot ? $"/{name}" : $"{Text}/{name}" };

    /// <summary>This folder itself, and all below it.</summary>
    public bool Contains(string other) => IsRoot || other == Text || other.StartsWith($"{Text}/", StringComparison.Ordinal);
}
