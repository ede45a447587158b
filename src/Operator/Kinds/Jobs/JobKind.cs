using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Permissions;
using Operator.Reconciling;
using Operator.Runtime.Hosting;
using Operator.Workspaces;

namespace Operator.Kinds.Jobs;

/// <summary>What a job is for the common pass, what is watched for it, and who does the work.</summary>
internal static class JobKind
{
    public static KindDescription<DatabricksJob, ObservedJob> Description { get; } = new()
    {
        RecordedId = job => job.Status.JobId,
        NameOf = job => job.Spec.Name ?? job.Metadata.Name,
        ObservedNameOf = observed => observed.Job.Settings?.Name,
        IdOf = observed => observed.Id,
        MarkerOf = observed => observed.Job.Settings?.Tags?.GetValueOrDefault(Ownership.MarkerTag),
        CreatorOf = observed => observed.Job.CreatorUserName,
        Validate = JobSpecValidator.Problems,
    };

    public static IOperatorBuilder AddJobs(this IOperatorBuilder builder)
    {
        builder.AddObservation<DatabricksJob, ObservedJob, JobLister>();
        builder.AddPermissions<DatabricksJob, ObservedJob>(PermissionKind.Jobs, Description.RecordedId);
        builder.Services.AddSingleton<IRestriction, JobRunAsRestriction>();
        builder.Services.AddSingleton<LastRunCache>();
        builder.Services.AddSingleton<ActiveRunCache>();
        builder.Services.AddSingleton<IJobReferences, JobReferences>();
        return builder
            .AddManaged<DatabricksJob, DatabricksJobSpec, DatabricksJobStatus, ObservedJob, ObservedJob, JobClient>(Description)
            .AddWatch<DatabricksJob, DatabricksCluster>(JobReferences.ClustersOf, (before, after) => IsNews(before, after, cluster => cluster.Status.ClusterId))
            .AddWatch<DatabricksJob, DatabricksNotebook>(JobReferences.NotebooksOf, (before, after) => IsNews(before, after, notebook => notebook.Status.Path))
            .AddWatch<DatabricksJob, DatabricksSqlWarehouse>(
                JobReferences.WarehousesOf, (before, after) => IsNews(before, after, warehouse => warehouse.Status.WarehouseId))
            .AddWatch<DatabricksJob, DatabricksJob>(JobReferences.JobsOf, (before, after) => IsNews(before, after, job => job.Status.JobId));
    }

    /// <summary>What stands in a job is an id; besides, only whether it comes at all is a reason to look.</summary>
    private static bool IsNews<TEntity>(TEntity? before, TEntity? after, Func<TEntity, string?> id)
        where TEntity : class, IDatabricksResource =>
        before is null || after is null || id(before) != id(after) || before.Status.Workspace != after.Status.Workspace
        || (before.Metadata.DeletionTimestamp is null) != (after.Metadata.DeletionTimestamp is null)
        || (id(after) is null && StalledDependency.IsStalled(before) != StalledDependency.IsStalled(after));
}
