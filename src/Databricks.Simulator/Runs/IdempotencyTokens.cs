using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>The tokens of run-now and runs/submit. One starts one run, ever: it stays reserved when the run is gone (behavior §1.2).</summary>
internal sealed class IdempotencyTokens
{
    private const int Longest = 64;
    private readonly Dictionary<string, StoredRun> runs = new(StringComparer.Ordinal);

    public static string? Read(JsonObject request)
    {
        var token = request.Text("idempotency_token");
        Rules.Require((token?.Length ?? 0) <= Longest, $"idempotency_token must not be longer than {Longest} characters.");
        return string.IsNullOrEmpty(token) ? null : token;
    }

    public void Reserve(StoredRun run)
    {
        if (run.IdempotencyToken is { } token)
        {
            runs.Add(token, run);
        }
    }

    /// <summary>The run a token has started already; refuses the token of a run that is gone, or of another job.</summary>
    public StoredRun? Find(string? token, StoredJob? job, Predicate<StoredRun> isGone)
    {
        if (token is null || !runs.TryGetValue(token, out var run))
        {
            return null;
        }

        Rules.Require(!isGone(run), $"The run for idempotency token '{token}' was deleted.");
        Rules.Require(run.Job == job, $"The idempotency token '{token}' was used for another job.");
        return run;
    }
}
