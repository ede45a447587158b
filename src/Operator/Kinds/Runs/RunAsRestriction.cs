using Operator.Api.V1Alpha1;
using Operator.Workspaces;

namespace Operator.Kinds.Runs;

/// <summary>
/// Where a workspace names the identities that jobs run as, only jobs that the operator manages can be run: the identity of others is not known.
/// </summary>
internal sealed class RunAsRestriction : IRestriction
{
    public string? Denial(IDatabricksResource resource, WorkspaceRestrictions restrictions, string? operatorUserName) =>
        resource is DatabricksJobRun { Spec.JobId: not null } && restrictions.RunAs is not null
            ? "with its spec.restrictions.runAs, spec.jobId is refused, because the job could run as anybody; name a DatabricksJob in spec.jobRef"
            : null;
}
