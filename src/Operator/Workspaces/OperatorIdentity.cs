using Operator.Databricks;
using Operator.Databricks.Errors;

namespace Operator.Workspaces;

/// <summary>Asks the workspace, and again after an hour: a client stays when its credential is replaced by one of another identity.</summary>
internal sealed class OperatorIdentity(TimeProvider time) : IOperatorIdentity
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly WorkspaceMemory<LastAnswer> answers = new(_ => new LastAnswer());

    public async Task<Principal> GetAsync(WorkspaceClient client, CancellationToken cancellationToken)
    {
        var last = answers.Of(client);
        if (last.Answer is { } known && time.GetUtcNow() - known.At < Lifetime)
        {
            return known.Identity;
        }

        var user = await client.Identity.MeAsync(cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(user.UserName))
        {
            throw new DatabricksException(new DatabricksError("scim/me", DatabricksErrorKind.Transient, "the workspace does not say who the operator is"));
        }

        var answer = new Answer(Principal.OfUserName(user.UserName), time.GetUtcNow());
        last.Answer = answer;
        return answer.Identity;
    }

    private sealed record Answer(Principal Identity, DateTimeOffset At);

    private sealed class LastAnswer
    {
        public Answer? Answer { get; set; }
    }
}
