using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;
using Databricks.Simulator.Stores;

namespace Databricks.Simulator.Runs;

/// <summary>The runs of a workspace. Every look at one first brings them all up to the clock.</summary>
internal sealed class RunStore : Store<long, StoredRun>
{
    private const int DeepestNesting = 3;
    private readonly IdempotencyTokens tokens = new();
    private readonly Scheduler scheduler = new();
    private readonly IdSource ids;

    public RunStore(RunOptions options, JobStore jobs, ClusterStore clusters, IdSource ids, TimeProvider time)
        : base("run", time)
    {
        this.ids = ids;
        Options = options;
        Jobs = jobs;
        Registry = new TaskRegistry(ids);
        Compute = new TaskPlacement(clusters);
        Engine = new RunEngine(scheduler, options, Registry, Outcomes, Compute, StartChild);
        jobs.Changed = job => Engine.TimeoutChanged(job, Advance());
        jobs.Removed = CancelOrphans;
    }

    public RunOptions Options { get; }

    public JobStore Jobs { get; }

    public RunEngine Engine { get; }

    public TaskRegistry Registry { get; }

    public TaskPlacement Compute { get; }

    public PlannedOutcomes Outcomes { get; } = new();

    public override DateTimeOffset Advance()
    {
        var now = Now;
        scheduler.Advance(now);
        return now;
    }

    public StoredRun Get(long id, string version) => Find(id) ?? throw Missing(id, version);

    public TaskRun? FindTask(long id)
    {
        var now = Advance();
        return Registry.Find(id) is { } task && !IsExpired(task.Run, now) ? task : null;
    }

    /// <summary>A run that was there once is missed in other words than one that never was (behavior §6.3).</summary>
    public ApiException Missing(long id, string version)
    {
        var known = FindKept(id) ?? Registry.Find(id)?.Run;
        return MissingObjectAnswer.Of(
            version, Options.MissingStatus, known is null ? $"Run {id} does not exist." : $"Run: {id} in job: {known.JobId} doesn't exist.");
    }

    public StoredRun RunNow(StoredJob job, JsonObject request, string user, string trigger = "ONE_TIME")
    {
        var token = IdempotencyTokens.Read(request);
        if (tokens.Find(token, job, IsGone) is { } existing)
        {
            return existing;
        }

        var parameters = GivenRunParameters.Read(request, job.Settings);
        var only = TaskSelection.Read(request, job.Settings);
        var queues = request.Object("queue")?.Flag("enabled") ?? job.Queues;
        return Admit(queues, now => new StoredRun(ids.Next(), NextSequence(), user, now)
        {
            Job = job,
            JobId = job.Id,
            Name = job.Name,
            Settings = job.Settings,
            Type = "JOB_RUN",
            Trigger = trigger,
            Parameters = parameters,
            IdempotencyToken = token,
            Queues = queues,
            Only = only,
            Hidden = new HiddenReads(Options.HiddenReadsAfterCreate),
        });
    }

    public StoredRun Submit(JsonObject request, string user)
    {
        var token = IdempotencyTokens.Read(request);
        if (tokens.Find(token, null, IsGone) is { } existing)
        {
            return existing;
        }

        var given = SubmittedSettings.Of(request);
        var settings = Jobs.Effective(given, user);
        var queues = request.Object("queue")?.Flag("enabled") ?? false;
        var job = ids.Next();
        Jobs.Grant(job, request, user);
        return Admit(queues, now => new StoredRun(ids.Next(), NextSequence(), user, now)
        {
            JobId = job,
            Name = settings.Text("name")!,
            Settings = settings,
            Type = "SUBMIT_RUN",
            Trigger = "ONE_TIME",
            Parameters = new GivenRunParameters([], []),
            IdempotencyToken = token,
            Queues = queues,
            Hidden = new HiddenReads(Options.HiddenReadsAfterCreate),
        });
    }

    /// <summary>Its token stays reserved (behavior §1.2).</summary>
    public void Delete(StoredRun run)
    {
        if (run.IsActive)
        {
            throw new ApiException(400, "INVALID_STATE", $"Run {run.Id} is active: cancel it before deleting it.");
        }

        Remove(run);
    }

    public override void Remove(StoredRun stored)
    {
        stored.IsDeleted = true;
        base.Remove(stored);
        Registry.Remove(stored);
    }

    public long Repair(StoredRun run, JsonObject request)
    {
        var now = Advance();
        var keys = RepairRequest.Check(run, request);
        var settings = run.Job is { } job ? job.Settings : run.Settings;
        var tasks = SingleTask.TasksOf(settings).ToDictionary(task => task.Text("task_key")!, StringComparer.Ordinal);
        var attempts = keys.ConvertAll(key => Registry.CreateRepair(run.Current[key], tasks.GetValueOrDefault(key, run.Current[key].Settings)));
        run.Parameters = RepairRequest.Merge(run.Parameters, GivenRunParameters.Read(request, run.Settings));
        var id = ids.Next();
        Engine.Reopen(run, id, attempts, now);
        return id;
    }

    private StoredRun Admit(bool queues, Func<DateTimeOffset, StoredRun> create)
    {
        var now = Advance();
        if (!queues && !Engine.HasRoom)
        {
            throw new ApiException(429, "REQUEST_LIMIT_EXCEEDED", $"The workspace already has {Options.ActiveRunLimit} active runs.");
        }

        var run = create(now);
        Add(run);
        tokens.Reserve(run);
        Engine.Admit(run, now);
        return run;
    }

    protected override bool IsPresent(StoredRun stored, DateTimeOffset now) => !IsExpired(stored, now);

    private bool IsGone(StoredRun run) => run.IsDeleted || IsExpired(run, Advance());

    private Termination? StartChild(TaskRun task, DateTimeOffset at)
    {
        var call = task.Settings.Object("run_job_task")!;
        if (Jobs.Find(call.RequiredId("job_id")) is not { } job)
        {
            return Termination.InternalError("RESOURCE_NOT_FOUND", $"Job {call.RequiredId("job_id")} does not exist.");
        }

        if (task.Run.Depth >= DeepestNesting)
        {
            return Termination.InternalError("INVALID_RUN_CONFIGURATION", $"run_job_task is nested deeper than {DeepestNesting} levels.");
        }

        GivenRunParameters parameters;
        try
        {
            parameters = GivenRunParameters.Read(call, job.Settings);
        }
        catch (ApiException refused)
        {
            // Nobody is asking at this moment: the mistake is the task's, not that of whoever looks next.
            return Termination.InternalError("INVALID_RUN_CONFIGURATION", refused.Message);
        }

        Start(job, task, parameters, at);
        return null;
    }

    private void Start(StoredJob job, TaskRun task, GivenRunParameters parameters, DateTimeOffset at)
    {
        var run = new StoredRun(ids.Next(), NextSequence(), task.Run.Creator, at)
        {
            Job = job,
            JobId = job.Id,
            Name = job.Name,
            Settings = job.Settings,
            Type = "JOB_RUN",
            Trigger = "RUN_JOB_TASK",
            Parameters = parameters,
            Queues = job.Queues,
            Parent = task,
            Hidden = new HiddenReads(0),
        };
        Add(run);
        task.Child = run;
        Engine.Admit(run, at);
    }

    private void CancelOrphans(StoredJob job)
    {
        if (Jobs.Options.DeleteCancelsRuns)
        {
            var now = Advance();
            foreach (var run in Engine.Active.Where(run => run.Job == job).ToList())
            {
                Engine.Stop(run, Termination.Canceled, now);
            }
        }
    }

    private bool IsExpired(StoredRun run, DateTimeOffset now) => run.EndAt + Options.Retention < now;
}
