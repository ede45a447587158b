using System.Net;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Status;

namespace Operator.UnitTests.Managed;

/// <summary>The status that is written while the first pass still waits for the workspace.</summary>
public sealed class FirstStatusTests
{
    /// <summary>The cache does not know of it, and from there the status at the end of the pass would make the same transitions once more, later.</summary>
    [Fact]
    public async Task Reconcile_TheAnswerToTheFirstStatusIsLost_KeepsItsTimesOfTransition()
    {
        using var pass = PassHarness.Start();
        JsonNode? first = null;
        pass.Refusal = request =>
        {
            if (first is not null || !request.Path.EndsWith("/status", StringComparison.Ordinal))
            {
                return null;
            }

            var status = JsonNode.Parse(request.Body)!["status"]!;
            pass.ApplyUnseen(stored => stored["status"] = status.DeepClone());
            first = status;
            return HttpStatusCode.InternalServerError;
        };
        pass.External.Before["create"] = async () =>
        {
            while (first is null)
            {
                pass.Time.Advance(PassHarness.Timing.FirstStatus);
                await Task.Yield();
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }

            pass.Time.Advance(PassHarness.Timing.FirstStatus);
        };

        await pass.ReconcileAsync();

        Assert.Equal("new-1", pass.Status.ClusterId);
        Assert.Equal(SinceOf(first!), $"{pass.Status.Conditions.Find(ConditionTypes.Reconciling)!.LastTransitionTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
    }

    private static string? SinceOf(JsonNode status) => (string?)status["conditions"]!.AsArray()
        .Single(condition => (string)condition!["type"]! == ConditionTypes.Reconciling)!["lastTransitionTime"];
}
