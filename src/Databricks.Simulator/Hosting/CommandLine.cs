using System.CommandLine;
using System.Globalization;
using System.Net;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Limits;
using Databricks.Simulator.Runs;
using Databricks.Simulator.Time;
using Databricks.Simulator.Warehouses;

namespace Databricks.Simulator.Hosting;

/// <summary>The options of the program: one workspace, on a clock that POST /_sim/clock can move.</summary>
internal sealed class CommandLine
{
    private readonly Option<IPAddress?> address = new("--address")
    {
        Description = "Address to listen on.",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (!IPAddress.TryParse(text, out var parsed))
            {
                result.AddError($"'{text}' is not an IP address.");
            }

            return parsed;
        },
    };

    private readonly Option<int> port = Number("--port", "Port to listen on; 0 for any.", 8090);
    private readonly Option<string> token = Text("--token", "Bearer token of the first user.", WorkspaceOptions.DefaultToken);
    private readonly Option<string> user = Text("--user", "Name of the first user.", WorkspaceOptions.DefaultUser);
    private readonly Option<string[]> userTokens = Pairs("--user-token", "NAME=TOKEN of a further user; repeatable.");
    private readonly Option<string[]> pools = Pairs("--instance-pool", "ID=NODE_TYPE of an instance pool; repeatable.");
    private readonly Option<Cloud> cloud = new("--cloud") { Description = "Cloud whose defaults clusters get." };
    private readonly Option<long> organization = new("--organization-id") { DefaultValueFactory = _ => new WorkspaceOptions().OrganizationId };
    private readonly Option<double> pending = Seconds("--pending-seconds", "How long a cluster is PENDING.");
    private readonly Option<double> resizing = Seconds("--resizing-seconds", "How long a cluster is RESIZING.");
    private readonly Option<double> restarting = Seconds("--restarting-seconds", "How long a cluster is RESTARTING.");
    private readonly Option<double> terminating = Seconds("--terminating-seconds", "How long a cluster is TERMINATING.");
    private readonly Option<double> installing = Seconds("--library-seconds", "How long a library is INSTALLING.");
    private readonly Option<int> autotermination = Number("--autotermination-minutes", "Idle minutes of clusters that name none; 0: never.", 0);
    private readonly Option<double> runPending = Seconds("--run-pending-seconds", "How long a task of a run is PENDING.");
    private readonly Option<double> runRunning = Seconds("--run-seconds", "How long a task of a run is RUNNING.");
    private readonly Option<double> runTerminating = Seconds("--run-terminating-seconds", "How long a task of a run is TERMINATING.");
    private readonly Option<double> warehouse = Seconds("--warehouse-seconds", "How long a SQL warehouse is STARTING, STOPPING or DELETING.");
    private readonly Option<int> hiddenReads = Number("--hidden-reads", "Reads after a create that miss the new object.", 0);
    private readonly Option<double> rate = Seconds("--requests-per-second", "Rate limit over all calls; 0 for none.");
    private readonly Option<int> burst = Number("--burst", "Calls admitted at once under the rate limit.", 15);
    private readonly Option<int?> retryAfter = new("--retry-after-seconds") { Description = "Retry-After of a 429; none without it." };

    private readonly IdentityOptions identities = new();

    public RootCommand Build(Func<SimulatorOptions, CancellationToken, Task> run)
    {
        var root = new RootCommand("A Databricks workspace in a process.")
        {
            address, port, token, user, userTokens, pools, cloud, organization, pending, resizing, restarting, terminating, installing,
            runPending, runRunning, runTerminating, warehouse, autotermination, hiddenReads, rate, burst, retryAfter,
        };
        foreach (var option in identities.All)
        {
            root.Add(option);
        }

        root.SetAction((parsed, cancellationToken) => run(Read(parsed), cancellationToken));
        return root;
    }

    private SimulatorOptions Read(ParseResult parsed)
    {
        var clock = new SimulatedClock(TimeProvider.System);
        var tokens = Split(parsed.GetValue(userTokens)).ToDictionary(pair => pair.Value, pair => pair.Key);
        tokens[parsed.GetValue(token)!] = parsed.GetValue(user)!;
        var workspace = new WorkspaceOptions
        {
            Address = parsed.GetValue(address)!,
            Port = parsed.GetValue(port),
            Tokens = tokens,
            Cloud = parsed.GetValue(cloud),
            OrganizationId = parsed.GetValue(organization),
            OAuth = identities.Read(parsed),
            RateLimits = ReadLimits(parsed),
            Clusters = ReadClusters(parsed),
            Jobs = new() { HiddenReadsAfterCreate = parsed.GetValue(hiddenReads) },
            Runs = ReadRuns(parsed),
            Warehouses = ReadWarehouses(parsed),
        };
        return new SimulatorOptions { TimeProvider = clock, AdvanceClock = clock.Advance, Workspaces = [workspace] };
    }

    private ClusterOptions ReadClusters(ParseResult parsed) => new()
    {
        PendingDuration = TimeSpan.FromSeconds(parsed.GetValue(pending)),
        ResizingDuration = TimeSpan.FromSeconds(parsed.GetValue(resizing)),
        RestartingDuration = TimeSpan.FromSeconds(parsed.GetValue(restarting)),
        TerminatingDuration = TimeSpan.FromSeconds(parsed.GetValue(terminating)),
        LibraryInstallDuration = TimeSpan.FromSeconds(parsed.GetValue(installing)),
        DefaultAutoterminationMinutes = parsed.GetValue(autotermination),
        HiddenReadsAfterCreate = parsed.GetValue(hiddenReads),
        InstancePools = Split(parsed.GetValue(pools)).ToDictionary(),
    };

    private RunOptions ReadRuns(ParseResult parsed) => new()
    {
        PendingDuration = TimeSpan.FromSeconds(parsed.GetValue(runPending)),
        RunningDuration = TimeSpan.FromSeconds(parsed.GetValue(runRunning)),
        TerminatingDuration = TimeSpan.FromSeconds(parsed.GetValue(runTerminating)),
        HiddenReadsAfterCreate = parsed.GetValue(hiddenReads),
    };

    private WarehouseOptions ReadWarehouses(ParseResult parsed) => new()
    {
        StartingDuration = TimeSpan.FromSeconds(parsed.GetValue(warehouse)),
        StoppingDuration = TimeSpan.FromSeconds(parsed.GetValue(warehouse)),
        DeletingDuration = TimeSpan.FromSeconds(parsed.GetValue(warehouse)),
        HiddenReadsAfterCreate = parsed.GetValue(hiddenReads),
    };

    private RateLimit[] ReadLimits(ParseResult parsed) => parsed.GetValue(rate) is > 0 and var perSecond
        ? [new RateLimit(perSecond, parsed.GetValue(burst)) { RetryAfterSeconds = parsed.GetValue(retryAfter) }]
        : [];

    private static IEnumerable<KeyValuePair<string, string>> Split(string[]? pairs) =>
        (pairs ?? []).Select(pair => pair.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], parts[1]));

    private static Option<int> Number(string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        return NonNegative(option, value => value >= 0);
    }

    private static Option<double> Seconds(string name, string description) =>
        NonNegative(new Option<double>(name) { Description = description }, value => value is >= 0 and <= 1e9);

    private static Option<T> NonNegative<T>(Option<T> option, Predicate<T> isAllowed)
    {
        option.Validators.Add(result =>
        {
            if (!isAllowed(result.GetValueOrDefault<T>()))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must not be negative."));
            }
        });
        return option;
    }

    private static Option<string> Text(string name, string description, string otherwise) =>
        new(name) { Description = description, DefaultValueFactory = _ => otherwise };

    private static Option<string[]> Pairs(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"{name} must have the form KEY=VALUE.");
            }
        });
        return option;
    }
}
