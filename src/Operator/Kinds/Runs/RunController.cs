using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Runtime.Hosting;
using Operator.Workspaces;

namespace Operator.Kinds.Runs;

/// <summary>What is watched for runs, and who does the work.</summary>
internal static class RunController
{
    public static IOperatorBuilder AddRuns(this IOperatorBuilder builder)
    {
        builder.AddObservation<DatabricksJobRun, ObservedRun, RunRows>();
        builder.Services.AddSingleton<IRestriction, RunAsRestriction>();
        builder.Services.AddSingleton<RunReferences>();
        builder.Services.AddSingleton<RunOutputs>();
        builder.Services.AddSingleton<RunRetirement>();
        builder.Services.AddSingleton<IExternalClient<DatabricksJobRun, ObservedRun>, RunExternalClient>();
        return builder
            .AddManaged<DatabricksJobRun, DatabricksJobRunSpec, DatabricksJobRunStatus, ObservedRun>()
            .AddWatch<DatabricksJobRun, DatabricksJob>(RunReferences.JobsOf, RunReferences.IsNews);
    }
}
