using System.Runtime.CompilerServices;
using Operator.Databricks;
using Operator.Databricks.Errors;

namespace Operator.Workspaces;

/// <summary>Asks the workspace, and again after an hour: a client lives on when its credential is replaced by somebody else's.</summary>
internal sealed class OwnIdentity(TimeProvider time) : IOwnIdentity
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ConditionalWeakTable<WorkspaceClient, Answer> answers = [];

    public async Task<Principal> GetAsync(WorkspaceClient client, CancellationToken cancellationToken)
    {
        if (answers.TryGetValue(client, out var known) && time.GetUtcNow() - known.At < Lifetime)
        {
            return known.Identity;
        }

        var user = await client.Identity.MeAsync(cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(user.UserName))
        {
            throw new DatabricksException(new DatabricksError("scim/me", DatabricksErrorKind.Transient, "the workspace does not say who the operator is"));
        }

        var answer = new Answer(Principal.OfUserName(user.UserName), time.GetUtcNow());
        answers.AddOrUpdate(client, answer);
        return answer.Identity;
    }

    private sealed record Answer(Principal Identity, DateTimeOffset At);
}
