using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Operator.Databricks.Compute;
using Spec = Operator.Api.V1Alpha1;

namespace Operator.Kinds.Clusters;

/// <summary>A library as one text: two libraries are the same if their texts are (behavior §4.1).</summary>
internal static partial class LibraryName
{
    /// <summary>Longer texts are cut where they are remembered, and distinguished by a hash.</summary>
    private const int LongestKey = 300;

    private const int HashDigits = 16;

    /// <summary>Null for a kind of library newer than this operator.</summary>
    public static string? Of(Library? library) => library switch
    {
        { Jar: { } jar } => $"jar: {jar}",
        { Egg: { } egg } => $"egg: {egg}",
        { Whl: { } wheel } => $"whl: {wheel}",
        { Requirements: { } requirements } => $"requirements: {requirements}",
        { Pypi: { } pypi } => $"pypi: {pypi.Package}{From(pypi.Repo)}",
        { Maven: { } maven } => $"maven: {maven.Coordinates}{From(maven.Repo)}{Without(maven.Exclusions)}",
        { Cran: { } cran } => $"cran: {cran.Package}{From(cran.Repo)}",
        _ => null,
    };

    /// <summary>For people: without the login that an address may contain.</summary>
    public static string Shown(string name) => Login().Replace(name, "://");

    /// <summary>As it is remembered in status.appliedFields.</summary>
    public static string Key(string name)
    {
        var shown = Shown(name);
        return shown == name && name.Length <= LongestKey
            ? $"{KeyPrefix}{name}]"
            : $"{KeyPrefix}{shown[..Math.Min(shown.Length, LongestKey)]}#"
                + $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits]}]";
    }

    public static bool IsKey(string appliedField) => appliedField.StartsWith(KeyPrefix, StringComparison.Ordinal);

    public static Library ToWire(Spec.LibrarySpec library) => new()
    {
        Jar = library.Jar,
        Egg = library.Egg,
        Whl = library.Whl,
        Requirements = library.Requirements,
        Pypi = library.Pypi is { } pypi ? new PyPiLibrary { Package = pypi.Package, Repo = pypi.Repo } : null,
        Maven = library.Maven is { } maven
            ? new MavenLibrary
            {
                Coordinates = maven.Coordinates,
                Repo = maven.Repo,
                Exclusions = maven.Exclusions is { Count: > 0 } exclusions
                ? [.. exclusions]
                : null
            }
            : null,
        Cran = library.Cran is { } cran ? new CranLibrary { Package = cran.Package, Repo = cran.Repo } : null,
    };

    private const string KeyPrefix = "libraries[";

    private static string From(string? repository) => string.IsNullOrEmpty(repository) ? "" : $" from {repository}";

    private static string Without(IReadOnlyList<string>? exclusions) =>
        exclusions is { Count: > 0 } ? $" without {string.Join(", ", exclusions.Order(StringComparer.Ordinal))}" : "";

    [GeneratedRegex(@"://[^/@\s]+@", RegexOptions.CultureInvariant)]
    private static partial Regex Login();
}
