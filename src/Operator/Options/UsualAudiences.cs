using System.Text.RegularExpressions;

namespace Operator.Options;

/// <summary>
/// The names that an API server has in its own cluster, whichever cluster that is. A token with one of them as its audience signs in to Kubernetes.
/// </summary>
internal static partial class UsualAudiences
{
    /// <summary>Written so that it means the same in the schema of the chart's values.</summary>
    public const string Pattern = "(?i)^(https?://)?(kubernetes([.]default([.]svc([.][a-z0-9.-]+)?)?)?)(:[0-9]+)?/?$";

    public const string Reason = "it is an audience of the API server; a token with it could be used against this cluster by its receiver";

    public static bool Include(string audience) => Usual().IsMatch(audience);

    [GeneratedRegex(Pattern, RegexOptions.CultureInvariant)]
    private static partial Regex Usual();
}
