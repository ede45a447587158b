using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Reconciling;
using Operator.Runtime.Hosting;
using Operator.Workspaces;

namespace Operator.Kinds.Jobs;

/// <summary>What is watched for jobs, and who does the work.</summary>
internal static class JobController
{
    public static IOperatorBuilder AddJobs(this IOperatorBuilder builder)
    {
        builder.AddObservation<DatabricksJob, ObservedJob, JobRows>();
        builder.Services.AddSingleton<IRestriction, JobRunAsRestriction>();
        builder.Services.AddSingleton<LastRuns>();
        builder.Services.AddSingleton<IJobReferences, JobReferences>();
        builder.Services.AddSingleton<IExternalClient<DatabricksJob, ObservedJob>, JobExternalClient>();
        return builder
            .AddManaged<DatabricksJob, DatabricksJobSpec, DatabricksJobStatus, ObservedJob>()
            .AddWatch<DatabricksJob, DatabricksCluster>(JobReferences.ClustersOf, (before, after) => IsNews(before, after, cluster => cluster.Status.ClusterId))
            .AddWatch<DatabricksJob, DatabricksNotebook>(JobReferences.NotebooksOf, (before, after) => IsNews(before, after, notebook => notebook.Status.Path))
            .AddWatch<DatabricksJob, DatabricksJob>(JobReferences.JobsOf, (before, after) => IsNews(before, after, job => job.Status.JobId));
    }

    /// <summary>What stands in a job is an id; besides, only whether it comes at all is a reason to look.</summary>
    private static bool IsNews<TEntity>(TEntity? before, TEntity? after, Func<TEntity, string?> id)
        where TEntity : class, IDatabricksResource =>
        before is null || after is null || id(before) != id(after) || before.Status.Workspace != after.Status.Workspace
        || (before.Metadata.DeletionTimestamp is null) != (after.Metadata.DeletionTimestamp is null)
        || (id(after) is null && StalledDependency.IsStalled(before) != StalledDependency.IsStalled(after));
}
