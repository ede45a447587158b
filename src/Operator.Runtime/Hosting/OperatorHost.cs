using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Operator.Runtime.Controllers;
using Operator.Runtime.Events;
using Operator.Runtime.Informers;
using Operator.Runtime.LeaderElection;

namespace Operator.Runtime.Hosting;

/// <summary>
/// Runs the parts in order: informers at once, so that a standby is warm; the lease when everything has been seen, because a leader that
/// waits for its lists would keep out one that could work; controllers when this process leads.
/// On stop the passes finish first, then the lease is given up.
/// </summary>
internal sealed class OperatorHost(
    IServiceProvider services,
    OperatorSettings settings,
    OperatorLifetime lifetime,
    IHostApplicationLifetime application,
    EventRecorder events,
    TimeProvider time,
    ILogger<OperatorHost> logger) : BackgroundService
{
    private static readonly TimeSpan SyncPoll = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Constructed before the first list, because they subscribe to the informers.
        var controllers = services.GetServices<IController>().ToList();
        _ = services.GetServices<IReferenceWatch>().ToList();
        _ = (services.GetService<InformerMetrics>(), services.GetService<LeaderMetrics>());
        using var engine = new CancellationTokenSource();
        var background = services.GetServices<IReferencePoll>().Select(poll => poll.RunAsync(engine.Token))
            .Concat(services.GetServices<IInformer>().Select(informer => informer.RunAsync(engine.Token)))
            .Append(events.RunAsync(engine.Token)).ToList();
        try
        {
            await LeadAsync(controllers, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked to stop before it ever led.
        }
        catch (Exception exception)
        {
            lifetime.Fail(exception.Message);
            logger.LogCritical(exception, "The operator cannot go on");
        }
        finally
        {
            await engine.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(background).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            application.StopApplication();
        }
    }

    private async Task LeadAsync(IReadOnlyList<IController> controllers, CancellationToken stopping)
    {
        await SyncedAsync(stopping).ConfigureAwait(false);
        var elector = services.GetService<LeaseElector>();
        if (elector is null)
        {
            await RunControllersAsync(controllers, stopping, CancellationToken.None).ConfigureAwait(false);
            return;
        }

        await elector.AcquireAsync(stopping).ConfigureAwait(false);
        using var lost = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, lost.Token);
        // Renewed until the passes have finished, also while stopping: they may write until then.
        using var holding = new CancellationTokenSource();
        var held = HoldAsync(elector, lost, holding.Token);
        try
        {
            await RunControllersAsync(controllers, either.Token, lost.Token).ConfigureAwait(false);
        }
        finally
        {
            await holding.CancelAsync().ConfigureAwait(false);
            await held.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            using var bound = new CancellationTokenSource(settings.LeaderElection.RenewDeadline, time);
            await elector.ReleaseAsync(bound.Token).ConfigureAwait(false);
        }
    }

    private async Task HoldAsync(LeaseElector elector, CancellationTokenSource lost, CancellationToken holding)
    {
        await elector.HoldAsync(holding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!holding.IsCancellationRequested)
        {
            lifetime.Fail("The leader lease was lost; another replica leads now.");
            logger.LogError("The leader lease was lost; this process ends so that nothing of it runs beside the new leader");
            await lost.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task SyncedAsync(CancellationToken cancellationToken)
    {
        var informers = services.GetServices<IInformer>().ToList();
        while (!informers.All(informer => informer.HasSynced))
        {
            await Task.Delay(SyncPoll, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunControllersAsync(IReadOnlyList<IController> controllers, CancellationToken stopping, CancellationToken lost)
    {
        logger.LogInformation("Reconciling {Kinds}", string.Join(", ", controllers.Select(controller => controller.Name)));
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(lost);
        var running = Task.WhenAll(controllers.Select(controller => controller.RunAsync(stopping, abort.Token)));
        // From the moment of stopping, passes under way have this long to finish; a lost lease aborts them at once.
        await using var drain = stopping.Register(() => abort.CancelAfter(settings.DrainTimeout));
        await running.ConfigureAwait(false);
    }
}
