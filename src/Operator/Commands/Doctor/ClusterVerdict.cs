using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;

namespace Operator.Commands.Doctor;

/// <summary>What is read from the API server's answers, beside CRDs.</summary>
internal static class ClusterVerdict
{
    /// <summary>Tokens are valid from their very first second, and servers forgive no more than about this.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    /// <summary>Below it the rules in CRDs are not known.</summary>
    private const int FirstWithRules = 25;

    /// <param name="answer">Of /version.</param>
    public static DoctorFinding Version(JsonObject answer)
    {
        const string check = "api-server";
        var version = answer["gitVersion"]?.ToString() ?? "an unknown version";
        var digits = string.Concat((answer["minor"]?.ToString() ?? "").TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var minor) && answer["major"]?.ToString() == "1" && minor < FirstWithRules
            ? DoctorFinding.Passed(check, $"{version}; before 1.{FirstWithRules} it does not check the rules in CRDs, which the operator checks itself")
            : DoctorFinding.Passed(check, version);
    }

    /// <param name="check">Its name.</param>
    /// <param name="server">Whose clock it is.</param>
    /// <param name="here">This machine's time when the answer came.</param>
    /// <param name="there">The answer's Date; null where it had none.</param>
    public static DoctorFinding Clock(string check, string server, DateTimeOffset here, DateTimeOffset? there)
    {
        if (there is not { } time)
        {
            return DoctorFinding.Unchecked(check, $"{server} does not say what time it is");
        }

        var skew = here - time;
        return skew.Duration() <= Tolerance
            ? DoctorFinding.Passed(check, $"agrees with {server}")
            : DoctorFinding.Failed(
                check, $"this machine is {skew.Duration().TotalSeconds:0} s {(skew > TimeSpan.Zero ? "ahead of" : "behind")} {server}",
                "Set the clocks by NTP: tokens and certificates count as expired, or as not valid yet");
    }

    /// <param name="denied">What the account may not do.</param>
    /// <param name="asked">How many rights it was asked for.</param>
    public static DoctorFinding Rights(IReadOnlyList<DoctorRight> denied, int asked) => denied.Count == 0
        ? DoctorFinding.Passed("rights", $"the account has all {asked}")
        : DoctorFinding.Failed(
            "rights", $"the account may not {string.Join("; ", denied.GroupBy(right => (right.Where, right.Verb)).Select(Denied))}",
            "Bind the ClusterRole of config/rbac/role.yaml to it, or run doctor as the operator's account");

    /// <param name="name">namespace/name.</param>
    /// <param name="lease">As the API server has it; null where it has none.</param>
    /// <param name="now">By the clock of the API server.</param>
    public static DoctorFinding Lease(string name, JsonObject? lease, DateTimeOffset now)
    {
        const string check = "lease";
        const string advice = "See whether its pods run: `kubectl get pods` in its namespace. Of another name or namespace: --lease, --lease-namespace";
        if (lease?["spec"] is not JsonObject spec || spec["holderIdentity"]?.ToString() is not { Length: > 0 } holder)
        {
            return DoctorFinding.Failed(check, lease is null ? $"there is no lease {name}" : $"the lease {name} is free: no operator runs", advice);
        }

        var seconds = spec["leaseDurationSeconds"]?.GetValue<int>() ?? 0;
        if (!DateTimeOffset.TryParse(spec["renewTime"]?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var renewed))
        {
            return DoctorFinding.Failed(check, $"{holder} has never renewed the lease {name}", advice);
        }

        var age = now - renewed;
        return age > TimeSpan.FromSeconds(seconds)
            ? DoctorFinding.Failed(check, $"{holder} has not renewed the lease {name} for {age.TotalSeconds:0} s; it runs out after {seconds} s", advice)
            : DoctorFinding.Passed(check, $"{holder} holds {name}");
    }

    /// <param name="name">Of the workspace.</param>
    /// <param name="reason">Why it cannot be used, as the operator says it; null where it can.</param>
    public static DoctorFinding Credential(string name, string? reason) => reason is null
        ? DoctorFinding.Passed($"workspace/{name}", "accepts the credential")
        : DoctorFinding.Failed(
            $"workspace/{name}", reason,
            reason.StartsWith(Reasons.ApiUnavailable, StringComparison.Ordinal)
                ? "See the line of its host"
                : "Correct spec.auth of the DatabricksWorkspace, or renew the credential in its Secret");

    private static string Denied(IGrouping<(string Where, string Verb), DoctorRight> rights) =>
        $"{rights.Key.Verb} {string.Join(", ", rights.Select(right => right.Resource))} in {rights.Key.Where}";
}
