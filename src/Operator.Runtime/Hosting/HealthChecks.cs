using Microsoft.Extensions.Diagnostics.HealthChecks;
using Operator.Runtime.Controllers;
using Operator.Runtime.Informers;

namespace Operator.Runtime.Hosting;

public static class HealthTags
{
    /// <summary>Checks whose failure a restart can mend.</summary>
    public const string Live = "live";

    /// <summary>Checks that say whether this replica could take over. A standby is ready.</summary>
    public const string Ready = "ready";
}

/// <summary>A watch that has heard nothing for long means a blind operator.</summary>
internal sealed class InformerHealthCheck(IEnumerable<IInformer> informers, OperatorSettings settings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var stale = informers.Where(informer => informer.Silence > settings.StaleAfter).Select(informer => $"{informer.Name} ({informer.Silence.TotalSeconds:0} s)").ToList();
        return Task.FromResult(stale.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"No word from the API server about {string.Join(", ", stale)}"));
    }
}

internal sealed class ControllerHealthCheck(IEnumerable<IController> controllers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var dead = controllers.Where(controller => !controller.IsAlive).Select(controller => controller.Name).ToList();
        return Task.FromResult(dead.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"Workers have ended: {string.Join(", ", dead)}"));
    }
}

internal sealed class SyncedHealthCheck(IEnumerable<IInformer> informers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var waiting = informers.Where(informer => !informer.HasSynced).Select(informer => informer.Name).ToList();
        return Task.FromResult(waiting.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"Not listed yet: {string.Join(", ", waiting)}"));
    }
}
