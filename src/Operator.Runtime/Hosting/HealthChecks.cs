using Microsoft.Extensions.Diagnostics.HealthChecks;
using Operator.Runtime.Controllers;
using Operator.Runtime.Informers;

namespace Operator.Runtime.Hosting;

public static class HealthTags
{
    /// <summary>Checks whose failure a restart can mend. An API server that is away is none of that: all replicas would restart until it is back.</summary>
    public const string Live = "live";

    /// <summary>Checks that say whether this replica could take over. A standby is ready.</summary>
    public const string Ready = "ready";
}

/// <summary>A loop that has ended or hangs means a blind operator.</summary>
internal sealed class InformerHealthCheck(IEnumerable<IInformer> informers, OperatorSettings settings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => HealthProblems.UnhealthyAsync(
        informers.Where(informer => !informer.IsAlive).Select(informer => $"the loop that watches {informer.Name} has ended")
            .Concat(informers.Where(informer => informer.SinceLastStep > settings.StaleAfter)
                .Select(informer => $"the loop that watches {informer.Name} has hung for {informer.SinceLastStep.TotalSeconds:0} s")));
}

internal sealed class ControllerHealthCheck(IEnumerable<IController> controllers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => HealthProblems.UnhealthyAsync(
        controllers.Where(controller => !controller.IsAlive).Select(controller => $"workers of {controller.Name} have ended"));
}

internal sealed class SyncedHealthCheck(IEnumerable<IInformer> informers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => HealthProblems.UnhealthyAsync(
        informers.Where(informer => !informer.HasSynced).Select(informer => $"{informer.Name} were not listed yet"));
}

/// <summary>Waiting is all there is to do, here or in another process; but nothing should be handed to a replica that sees nothing.</summary>
internal sealed class ContactHealthCheck(IEnumerable<IInformer> informers, OperatorSettings settings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => HealthProblems.UnhealthyAsync(
        informers.Where(informer => informer.Silence > settings.StaleAfter)
            .Select(informer => $"no usable answer of the API server about {informer.Name} for {informer.Silence.TotalSeconds:0} s"));
}

/// <summary>Degraded and no more: everything else goes on, and neither a restart nor another replica would see more.</summary>
internal sealed class ScopeHealthCheck(IEnumerable<IInformer> informers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => HealthProblems.DegradedAsync(
        informers.SelectMany(informer => informer.Refused).Select(refused => $"{refused}"));
}
