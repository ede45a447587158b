using System.CommandLine;
using Operator.Hosting;

namespace Operator.Commands;

/// <summary><c>run</c>, the default: watches and reconciles until it is stopped or loses its lease.</summary>
internal static class RunCommand
{
    private static readonly Dictionary<string, Option> Flags = new()
    {
        [nameof(OperatorOptions.WatchNamespaces)] = new Option<string>("--watch-namespaces") { Description = "Namespaces to watch, separated by commas. Default: all." },
        [nameof(OperatorOptions.InstallationId)] = new Option<string>("--installation-id") { Description = "Part of the mark on everything created in Databricks. Default: the uid of kube-system." },
        [nameof(OperatorOptions.Workers)] = new Option<int?>("--workers") { Description = "Passes at the same time, per kind. Default: 32." },
        [nameof(OperatorOptions.ResyncSeconds)] = new Option<int?>("--resync-seconds") { Description = "Look at every object again after this time, even when nothing was noticed. Default: 36000." },
        [nameof(OperatorOptions.ObservationPeriodSeconds)] = new Option<int?>("--observation-period-seconds") { Description = "Look for changes in the workspace this often. Default: 60." },
        [nameof(OperatorOptions.RecheckSeconds)] = new Option<int?>("--recheck-seconds") { Description = "Look at what no list of the workspace shows, such as permissions, this often. Default: 600." },
        [nameof(OperatorOptions.TransitionSeconds)] = new Option<int?>("--transition-seconds") { Description = "Look at objects on their way this often. Default: 5." },
        [nameof(OperatorOptions.PassTimeoutSeconds)] = new Option<int?>("--pass-timeout-seconds") { Description = "One look at one object may take this long. Default: 120." },
        [nameof(OperatorOptions.CreateGraceSeconds)] = new Option<int?>("--create-grace-seconds") { Description = "Wait this long before looking for what a lost creation made. Default: 15." },
        [nameof(OperatorOptions.Listen)] = new Option<string>("--listen") { Description = "Where /healthz, /readyz and /metrics are served. Default: http://+:8080." },
        [$"{nameof(OperatorOptions.LeaderElection)}:{nameof(OperatorOptions.LeaderElectionSettings.Enabled)}"] = new Option<bool?>("--leader-elect") { Description = "Take part in leader election. Default: true." },
        [$"{nameof(OperatorOptions.LeaderElection)}:{nameof(OperatorOptions.LeaderElectionSettings.LeaseNamespace)}"] = new Option<string>("--leader-election-namespace") { Description = "Namespace of the lease. Default: this pod's." },
        [nameof(OperatorOptions.LogFormat)] = new Option<string>("--log-format") { Description = "json or console. Default: json." },
        [nameof(OperatorOptions.LogLevel)] = new Option<string>("--log-level") { Description = "Verbose, Debug, Information, Warning or Error. Default: Information." },
        [nameof(OperatorOptions.AllowInsecureHosts)] = new Option<bool?>("--allow-insecure-hosts") { Description = "Accept workspaces at http hosts, IP addresses and localhost. For tests only." },
    };

    private static readonly Option<FileInfo> File = new("--config") { Description = "A JSON file with the same options below \"Operator\"." };

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
            .Select(flag => KeyValuePair.Create($"{OperatorOptions.Section}:{flag.Key}", result.GetResult(flag.Value)!.Tokens is { Count: > 0 } tokens ? tokens[^1].Value : "true"));
        var builder = new ConfigurationBuilder();
        if (result.GetValue(File) is { } file)
        {
            builder.AddJsonFile(file.FullName, optional: false);
        }

        return builder.AddEnvironmentVariables().AddInMemoryCollection(given.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))).Build();
    }
}
