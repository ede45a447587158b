using System.Text.Json.Nodes;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>What a workspace refuses in the settings of a job (behavior §1.2, behavior §3.3, behavior §4.3, behavior §6.4).</summary>
internal static class JobValidator
{
    private const int MaximumConcurrency = 1000;
    private const int MaximumTags = 25;
    private const int MaximumDescription = 27_700;
    private const int MaximumTriggers = 1;
    private static readonly string[] Triggers = ["schedule", "trigger", "continuous"];

    // In the order the workspace names them in its refusal.
    public static readonly string[] GitProviders =
    [
        "gitHub", "gitLab", "bitbucketCloud", "gitLabEnterpriseEdition", "bitbucketServer", "azureDevOpsServices", "gitHubEnterprise", "awsCodeCommit",
    ];

    public static void Check(JsonObject settings)
    {
        CheckNumbers(settings);
        CheckTriggers(settings);
        CheckGit(settings);
        CheckIdentity(settings);
        CheckKeys(settings);
        TaskValidator.CheckNotifications(settings);
        TaskValidator.CheckAll(settings);
    }

    private static void CheckNumbers(JsonObject settings)
    {
        _ = settings.Text("name");
        Rules.Require(
            settings.Number("max_concurrent_runs") is null or (>= 0 and <= MaximumConcurrency),
            $"max_concurrent_runs must be between 0 and {MaximumConcurrency}.");
        Rules.RequireDuration(settings, "timeout_seconds");
        _ = settings.Object("queue")?.Flag("enabled");
        Rules.Require((settings.Object("tags")?.Count ?? 0) <= MaximumTags, $"At most {MaximumTags} tags are allowed on a job.");
        Rules.Require(
            (settings.Text("description")?.Length ?? 0) <= MaximumDescription, $"The description must not be longer than {MaximumDescription} characters.");
    }

    private static void CheckTriggers(JsonObject settings)
    {
        var given = Triggers.Count(name => settings[name] is not null);
        Rules.Require(given <= MaximumTriggers, "A job can have only one of schedule, trigger and continuous.");
        Rules.Require(given == 0 || settings["triggers"] is null, "triggers cannot be combined with schedule, trigger or continuous.");
        if (settings.Object("schedule") is { } schedule)
        {
            Rules.RequireText(schedule, "quartz_cron_expression", "settings.schedule");
            Rules.RequireText(schedule, "timezone_id", "settings.schedule");
            Rules.Require(
                schedule.Text("quartz_cron_expression")!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length is 6 or 7,
                $"Invalid quartz cron expression: {schedule.Text("quartz_cron_expression")}");
        }

        foreach (var block in Triggers.Select(settings.Object).OfType<JsonObject>())
        {
            Rules.RequireOneOf(block, "pause_status", "PAUSED", "UNPAUSED");
        }
    }

    private static void CheckGit(JsonObject settings)
    {
        if (settings.Object("git_source") is not { } source)
        {
            return;
        }

        var provider = source.Text("git_provider");
        Rules.Require(
            GitProviders.Contains(provider, StringComparer.OrdinalIgnoreCase),
            $"git_source.git_provider must be one of: {string.Join(',', GitProviders).ToLowerInvariant()}");
        Rules.RequireText(source, "git_url", "settings.git_source");
        Rules.Require(
            ((string[])["git_branch", "git_tag", "git_commit"]).Count(name => source[name] is not null) <= 1,
            "Only one of git_branch, git_tag and git_commit may be set.");
    }

    private static void CheckIdentity(JsonObject settings) =>
        Rules.Require(settings.Object("run_as") is not { Count: > 1 }, "run_as must name exactly one of user_name, service_principal_name and group_name.");

    private static void CheckKeys(JsonObject settings)
    {
        foreach (var (list, key) in JobFields.Keys)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var entry in settings.Objects(list))
            {
                Rules.RequireText(entry, key, $"settings.{list}");
                Rules.Require(seen.Add(entry.Text(key)!), $"Duplicate {key} '{entry.Text(key)}' in {list}.");
            }
        }

        foreach (var parameter in settings.Objects("parameters"))
        {
            _ = parameter.Text("default");
        }

        Rules.Require(
            !settings.Objects("job_clusters").Any() || settings.Objects("tasks").Any(), "Shared job cluster feature is only supported in multi-task jobs.");
        foreach (var cluster in settings.Objects("job_clusters"))
        {
            Rules.Require(
                cluster["new_cluster"] is not null || cluster["serverless_compute_id"] is not null,
                "Missing required field: settings.job_clusters.new_cluster");
            TaskValidator.CheckCluster(cluster);
        }
    }
}
