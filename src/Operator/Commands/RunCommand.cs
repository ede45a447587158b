using System.CommandLine;
using Operator.Hosting;
using Operator.Options;

namespace Operator.Commands;

/// <summary><c>run</c>, the default: watches and reconciles until it is stopped or loses its lease.</summary>
internal static class RunCommand
{
    private const string Election = nameof(OperatorOptions.LeaderElection);
    private const string Identities = nameof(OperatorOptions.Identities);
    private const string Traces = nameof(OperatorOptions.Traces);

    private static readonly OperatorOptions Default = new();

    private static readonly Option<FileInfo> File = new("--config") { Description = "JSON file with the same options below \"Operator\"." };

    /// <summary>One for each option, by its path in the configuration.</summary>
    internal static IReadOnlyDictionary<string, Option> Flags { get; } = new Dictionary<string, Option>
    {
        [nameof(OperatorOptions.WatchNamespaces)] = Text("--watch-namespaces", "Namespaces to watch, separated by commas.", "all"),
        [nameof(OperatorOptions.Namespaced)] = Switch(
            "--namespaced", "The operator's account has rights in the watched namespaces only; needs --installation-id.", Default.Namespaced),
        [nameof(OperatorOptions.SecretAccess)] = Text(
            "--secret-access", "Watch: list and watch Secrets. Get: read each by its name, and again at --recheck-seconds.", Default.SecretAccess),
        [nameof(OperatorOptions.InstallationId)] = Text(
            "--installation-id",
            "Identifies this installation in the owner tag of every object it creates in Databricks.",
            "the uid of the namespace kube-system"),
        [nameof(OperatorOptions.Class)] = Text(
            "--class", "Work on the objects whose label databricks-operator.io/class has this value.", "those without that label"),
        [nameof(OperatorOptions.Workers)] = Number("--workers", "Maximum concurrent reconciles per kind.", Default.Workers),
        [nameof(OperatorOptions.ResyncSeconds)] = Number(
            "--resync-seconds", "Interval at which every object is reconciled even without a change.", Default.ResyncSeconds),
        [nameof(OperatorOptions.ObservationPeriodSeconds)] = Number(
            "--observation-period-seconds", "Interval at which each workspace is listed for changes made there.", Default.ObservationPeriodSeconds),
        [nameof(OperatorOptions.RecheckSeconds)] = Number(
            "--recheck-seconds", "Interval at which settings that no list shows, such as permissions, are read.", Default.RecheckSeconds),
        [nameof(OperatorOptions.TransitionSeconds)] = Number(
            "--transition-seconds", "Interval at which an object that is starting or stopping is read.", Default.TransitionSeconds),
        [nameof(OperatorOptions.PassTimeoutSeconds)] = Number("--pass-timeout-seconds", "Timeout of one reconcile.", Default.PassTimeoutSeconds),
        [nameof(OperatorOptions.CreateGraceSeconds)] = Number(
            "--create-grace-seconds",
            "Time within which a request without a response may take effect, and reads may not show a change yet.",
            Default.CreateGraceSeconds),
        [nameof(OperatorOptions.Listen)] = Text("--listen", "Address of /healthz, /readyz and /metrics; empty for none.", Default.Listen),
        [$"{Election}:{nameof(OperatorOptions.LeaderElectionSettings.Enabled)}"] = Switch(
            "--leader-elect", "Take part in leader election.", Default.LeaderElection.Enabled),
        [$"{Election}:{nameof(OperatorOptions.LeaderElectionSettings.LeaseName)}"] = Text(
            "--leader-election-lease", "Name of the lease.", Default.LeaderElection.LeaseName),
        [$"{Election}:{nameof(OperatorOptions.LeaderElectionSettings.LeaseNamespace)}"] = Text(
            "--leader-election-namespace", "Namespace of the lease.", "that of this pod"),
        [$"{Election}:{nameof(OperatorOptions.LeaderElectionSettings.LeaseDurationSeconds)}"] = Number(
            "--leader-election-lease-seconds", "Time after which a lease that is not renewed is free.", Default.LeaderElection.LeaseDurationSeconds),
        [$"{Election}:{nameof(OperatorOptions.LeaderElectionSettings.RenewDeadlineSeconds)}"] = Number(
            "--leader-election-renew-seconds", "Time after which a leader that cannot renew gives up.", Default.LeaderElection.RenewDeadlineSeconds),
        [$"{Election}:{nameof(OperatorOptions.LeaderElectionSettings.RetryPeriodSeconds)}"] = Number(
            "--leader-election-retry-seconds", "Interval between attempts to acquire or renew the lease.", Default.LeaderElection.RetryPeriodSeconds),
        [nameof(OperatorOptions.LogFormat)] = Text("--log-format", "json or console.", Default.LogFormat),
        [nameof(OperatorOptions.LogLevel)] = Text("--log-level", "Verbose, Debug, Information, Warning or Error.", Default.LogLevel),
        [nameof(OperatorOptions.AllowInsecureHosts)] = Switch(
            "--allow-insecure-hosts", "Accept workspaces at http hosts, IP addresses and localhost; for tests only.", Default.AllowInsecureHosts),
        [nameof(OperatorOptions.DefaultWorkspaceNamespaces)] = Text(
            "--default-workspace-namespaces",
            "Namespaces whose objects may use the workspace of DATABRICKS_HOST, separated by commas; * for all.",
            Default.DefaultWorkspaceNamespaces),
        [nameof(OperatorOptions.DefaultWorkspace)] = Text(
            "--default-workspace",
            "DatabricksWorkspace, as namespace/name, of objects that name none in namespaces without one named default.",
            "none"),
        [$"{Identities}:{nameof(OperatorOptions.IdentitySettings.Namespaces)}"] = Text(
            "--identity-namespaces",
            "Namespaces whose DatabricksWorkspaces may use the operator's own identities, separated by commas; * for all.",
            "that of this pod"),
        [$"{Identities}:{nameof(OperatorOptions.IdentitySettings.Hosts)}"] = Text(
            "--identity-hosts", "Hosts besides Databricks' own domains that may receive tokens of these identities, separated by commas.", "none"),
        [$"{Identities}:{nameof(OperatorOptions.IdentitySettings.Audiences)}"] = Text(
            "--identity-audiences", "Audiences that auth.workloadIdentity.audience may name, separated by commas.", "none"),
        [$"{Traces}:{nameof(OperatorOptions.TraceSettings.Endpoint)}"] = Text(
            "--trace-endpoint", "Address of an OpenTelemetry collector, to which each reconcile is sent as a trace with its calls.", "none"),
        [$"{Traces}:{nameof(OperatorOptions.TraceSettings.Protocol)}"] = Text(
            "--trace-protocol", "http (a collector's port 4318) or grpc (4317).", Default.Traces.Protocol),
        [$"{Traces}:{nameof(OperatorOptions.TraceSettings.SamplePercent)}"] = Number(
            "--trace-sample-percent", "Of a hundred reconciles, how many are traced.", Default.Traces.SamplePercent),
    };

    public static Command Create()
    {
        var command = new Command("run", "Watch the Databricks kinds and keep workspaces equal to them (the default).");
        AddTo(command);
        return command;
    }

    /// <summary>Also used for the root command, so that `run` may be left out.</summary>
    public static void AddTo(Command command)
    {
        foreach (var flag in Flags.Values.Append(File))
        {
            command.Add(flag);
        }

        command.SetAction((result, cancellationToken) => OperatorProgram.RunAsync(Configuration(result), cancellationToken));
    }

    /// <summary>Flags win over the environment, which wins over the file.</summary>
    private static IConfiguration Configuration(ParseResult result)
    {
        var given = Flags
            .Where(flag => result.GetResult(flag.Value) is { Implicit: false })
            .Select(flag => KeyValuePair.Create(
                $"{OperatorOptions.Section}:{flag.Key}", result.GetResult(flag.Value)!.Tokens is { Count: > 0 } tokens ? tokens[^1].Value : "true"));
        var builder = new ConfigurationBuilder();
        if (result.GetValue(File) is { } file)
        {
            builder.AddJsonFile(file.FullName, optional: false);
        }

        return builder.AddEnvironmentVariables().AddInMemoryCollection(given.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))).Build();
    }

    private static Option<string> Text(string name, string description, string @default) => new(name) { Description = $"{description} Default: {@default}." };

    private static Option<int?> Number(string name, string description, int @default) => new(name) { Description = $"{description} Default: {@default}." };

    private static Option<bool?> Switch(string name, string description, bool @default) =>
        new(name) { Description = $"{description} Default: {(@default ? "true" : "false")}." };
}
