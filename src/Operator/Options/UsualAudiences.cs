using System.Text.RegularExpressions;

namespace Operator.Options;

/// <summary>
/// The names that an API server has in its own cluster, whichever cluster that is. A token with one of them as its audience signs in to Kubernetes.
/// </summary>
internal static partial class UsualAudiences
{
    public static bool Include(string audience) => Usual().IsMatch(audience);

    [GeneratedRegex(@"\A(https?://)?(kubernetes(\.default(\.svc(\.[a-z0-9.-]+)?)?)?)(:[0-9]+)?/?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Usual();
}
