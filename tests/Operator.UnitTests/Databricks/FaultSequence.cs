using System.Collections.Concurrent;
using Operator.Databricks;
using Operator.Databricks.Authentication;
using Operator.Databricks.Errors;
using Operator.Databricks.Operations;

namespace Operator.UnitTests.Databricks;

/// <summary>Runs one plan against a client, and says which promise was broken.</summary>
internal sealed class FaultSequence : HttpMessageHandler
{
    /// <summary>Later than every pause and open circuit of the calls before.</summary>
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(5);

    private readonly FaultPlan plan;
    private readonly CallClock clock;
    private readonly ConcurrentQueue<Attempt> attempts = new();
    private readonly ConcurrentQueue<string> broken = new();
    private int inFlight;

    public FaultSequence(int seed)
    {
        plan = new FaultPlan(seed);
        clock = new CallClock(plan.Timeouts.Total, plan.Timeouts.Attempt);
    }

    public int Attempts => attempts.Count;

    /// <summary>Empty when all promises were kept.</summary>
    public async Task<IReadOnlyCollection<string>> RunAsync(CancellationToken cancellationToken)
    {
        var options = new WorkspaceClientOptions
        {
            Host = TestWorkspace.Host,
            TokenSource = new StaticTokenSource(new Secret("token-of-a-test")),
            Limits = plan.Limits,
            Timeouts = plan.Timeouts,
        };
        using var client = WorkspaceClientFactory.Create(options, clock, this);
        var calls = plan.Calls.Select((call, number) => clock.RunCallAsync(number, () => CallAsync(client, call, plan.Starts[number], cancellationToken)));
        var last = clock.RunCallAsync(plan.Calls.Count, () => ProbeAsync(client, cancellationToken));
        await clock.RunToEndAsync(Task.WhenAll([.. calls, last]), cancellationToken);
        CheckWindows();
        CheckRepetitions();
        return broken;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var number = clock.CurrentCall;
        var fault = plan.FaultOf(number, attempts.Count(attempt => attempt.Call == number));
        attempts.Enqueue(new Attempt(number, fault, clock.Elapsed));
        Promise(Interlocked.Increment(ref inFlight) <= plan.Limits.MaxConcurrent, $"more than {plan.Limits.MaxConcurrent} requests in flight");
        try
        {
            var call = number < plan.Calls.Count ? plan.Calls[number] : Probe;
            var response = await plan.AnswerAsync(call, fault, clock, cancellationToken);
            response.RequestMessage = request;
            return response;
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    private static ApiCall Probe { get; } = ApiCall.All.Single(call => call.Operation.Name == "jobs/list");

    private async Task CallAsync(WorkspaceClient client, ApiCall call, TimeSpan start, CancellationToken cancellationToken)
    {
        if (start > TimeSpan.Zero)
        {
            await Task.Delay(start, clock, cancellationToken);
        }

        var begun = clock.Elapsed;
        try
        {
            await call.SendAsync(client, 1, cancellationToken);
        }
        catch (DatabricksException)
        {
            // One of the two ends that are promised.
        }
        catch (Exception exception)
        {
            broken.Enqueue($"{call} ended in {exception}");
        }

        Promise(clock.Elapsed - begun <= plan.Timeouts.Total, $"{call} took {clock.Elapsed - begun}");
    }

    /// <summary>When everything is over, the workspace must be usable: no turn was lost, no pause or circuit got stuck.</summary>
    private async Task ProbeAsync(WorkspaceClient client, CancellationToken cancellationToken)
    {
        await Task.Delay(Afterwards, clock, cancellationToken);
        try
        {
            await Probe.SendAsync(client, 1, cancellationToken);
        }
        catch (DatabricksException exception)
        {
            broken.Enqueue($"after all calls: {exception.Message}");
        }
    }

    private void CheckWindows()
    {
        var times = attempts.Select(attempt => attempt.At).Order().ToList();
        for (var first = 0; first < times.Count; first++)
        {
            for (var last = first; last < times.Count; last++)
            {
                var span = times[last] - times[first];
                var allowed = plan.Limits.Burst + (plan.Limits.RequestsPerSecond * span.TotalSeconds);
                if (last - first + 1 > allowed + 1e-6)
                {
                    broken.Enqueue($"{last - first + 1} requests within {span}, allowed {allowed}");
                }
            }
        }
    }

    private void CheckRepetitions()
    {
        foreach (var (number, faults) in attempts.GroupBy(attempt => attempt.Call, attempt => attempt.Fault).Select(group => (group.Key, group.ToList())))
        {
            var call = number < plan.Calls.Count ? plan.Calls[number] : Probe;
            var story = $"{call} met {string.Join(", ", faults)}";
            Promise(faults.Count <= 1 + plan.Timeouts.MaxRetries, story);
            Promise(call.Operation.RetrySafety is not RetrySafety.Never || faults.Count == 1, story);
            Promise(call.Operation.RetrySafety is not RetrySafety.WhenRefused || faults.SkipLast(1).All(IsRefusal), story);
            Promise(!faults.SkipLast(1).Any(fault => fault is Fault.None or Fault.Refused or Fault.PageWithSuccess), story);
        }
    }

    private static bool IsRefusal(Fault fault) => fault is Fault.Throttled or Fault.ThrottledWithTime or Fault.NotConnected or Fault.ConnectTimeout;

    private void Promise(bool kept, string otherwise)
    {
        if (!kept)
        {
            broken.Enqueue(otherwise);
        }
    }

    private sealed record Attempt(int Call, Fault Fault, TimeSpan At);
}
