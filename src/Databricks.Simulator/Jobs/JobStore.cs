using System.Globalization;
using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;
using Databricks.Simulator.Permissions;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Jobs;

/// <summary>The jobs of a workspace. Users' rights are checked where a request arrives, not here.</summary>
internal sealed class JobStore(JobOptions options, ClusterStore clusters, IdSource ids, TimeProvider time) : Store<long, StoredJob>("job", time)
{
    private readonly Dictionary<long, string> creators = [];
    private readonly JobDefaults defaults = new(clusters, options);

    public JobOptions Options => options;

    public JobAccess Access { get; } = new(options);

    /// <summary>Called after the settings of a job changed.</summary>
    public Action<StoredJob> Changed { get; set; } = _ => { };

    public Action<StoredJob> Removed { get; set; } = _ => { };

    public StoredJob Get(long id, string version) => Find(id) ?? throw Missing(id, version);

    public ApiException Missing(long id, string version) => MissingObjectAnswer.Of(version, options.MissingStatus, $"Job {id} does not exist.");

    /// <summary>The creator of a job, and for permissions also of a job that is gone.</summary>
    public string? CreatorOf(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var job) && (options.PermissionsOutliveJobs || Find(job) is not null)
            ? creators.GetValueOrDefault(job)
            : null;

    public StoredJob Create(JsonObject request, string user, string version)
    {
        var given = Complete(JobFields.Settings(request), version);
        var settings = Effective(given, user);
        if (Count >= options.JobLimit)
        {
            throw new ApiException(
                400, "QUOTA_EXCEEDED", $"The quota for the number of jobs has been reached. The current quota is {options.JobLimit}.");
        }

        var job = new StoredJob(ids.Next(), NextSequence(), user, Now)
        {
            Given = given,
            Settings = settings,
            Hidden = new HiddenReads(options.HiddenReadsAfterCreate),
        };
        Grant(job.Id, request, user);
        return Add(job);
    }

    /// <summary>The list given with a create or a submit; its author is the owner unless it names another.</summary>
    public void Grant(long id, JsonObject request, string user)
    {
        var given = Grants.Merge([], Permissions.StoredGrant.ReadAll(request, JobAccess.Levels));
        if (!given.Exists(grant => grant.Level == PermissionFamily.OwnerLevel))
        {
            given = Grants.Merge(given, [new StoredGrant("user_name", user, PermissionFamily.OwnerLevel)]);
        }

        Access.Grants.Set(id.ToString(CultureInfo.InvariantCulture), Grants.RequireOneOwner("job", given));
        creators.Add(id, user);
    }

    /// <summary>Replaces everything but the identity of the runs and the permissions (behavior §1.2).</summary>
    public void Reset(StoredJob job, JsonObject request, string version)
    {
        var given = Complete(JobFields.Settings(request), version);
        if (given["run_as"] is null && job.Given["run_as"] is { } identity)
        {
            given["run_as"] = identity.DeepClone();
        }

        Apply(job, given);
    }

    public void Update(StoredJob job, JsonObject request, IEnumerable<string> fieldsToRemove) =>
        Apply(job, JobMerge.Apply(job.Given, JobFields.Settings(request), fieldsToRemove));

    public void Change(StoredJob job, Action<JsonObject> change)
    {
        var given = job.Given.Copy();
        change(given);
        Apply(job, given);
    }

    public override void Remove(StoredJob stored)
    {
        base.Remove(stored);
        Removed(stored);
    }

    /// <summary>What the workspace makes of settings; also of a run that is submitted without a job.</summary>
    public JsonObject Effective(JsonObject given, string user)
    {
        JobValidator.Check(given);
        return defaults.Fill(given, user);
    }

    private void Apply(StoredJob job, JsonObject given)
    {
        job.Settings = Effective(given, job.Creator);
        job.Given = given;
        Changed(job);
    }

    // Runs queue unless told otherwise, but only for those who speak version 2.2 (behavior §1.2).
    private static JsonObject Complete(JsonObject given, string version)
    {
        if (version == JobsApiVersion.Paged)
        {
            given["queue"] ??= new JsonObject { ["enabled"] = true };
        }

        return given;
    }
}
