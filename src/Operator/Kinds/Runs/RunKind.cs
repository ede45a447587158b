using Operator.Api.V1Alpha1;
using Operator.Managed;
using Operator.Runtime.Hosting;
using Operator.Workspaces;

namespace Operator.Kinds.Runs;

/// <summary>What a run is for the common pass, what is watched for it, and who does the work.</summary>
internal static class RunKind
{
    public static KindDescription<DatabricksJobRun, ObservedRun> Description { get; } = new()
    {
        RecordedId = run => run.Status.RunId,
        IdOf = observed => observed.Id,
        Validate = RunSpecValidator.Problems,
        // run-now with the same token gives the same run (behavior §1.4).
        HasIdempotentCreate = true,
    };

    public static IOperatorBuilder AddRuns(this IOperatorBuilder builder)
    {
        builder.AddObservation<DatabricksJobRun, ObservedRun, RunLister>();
        builder.Services.AddSingleton<IRestriction, RunAsRestriction>();
        builder.Services.AddSingleton<RunReferences>();
        builder.Services.AddSingleton<RunOutputs>();
        builder.Services.AddSingleton<TtlAfterFinished>();
        return builder
            .AddManaged<DatabricksJobRun, DatabricksJobRunSpec, DatabricksJobRunStatus, ObservedRun, ObservedRun, RunClient>(Description)
            .AddWatch<DatabricksJobRun, DatabricksJob>(RunReferences.JobsOf, RunReferences.IsNews);
    }
}
