using System.Diagnostics.Metrics;
using Operator.Api.V1Alpha1;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Hosting;

namespace Operator.Hosting;

/// <summary>Says which installation this process is, where people look: two installations with one id take each other's objects for their own.</summary>
internal sealed class InstallationReport : IDisposable
{
    private readonly Meter meter;
    private readonly Installation installation;
    private readonly OperatorSettings settings;
    private readonly ILogger<InstallationReport> logger;
    private volatile string? id;

    public InstallationReport(IMeterFactory factory, Installation installation, OperatorSettings settings, ILogger<InstallationReport> logger)
    {
        (this.installation, this.settings, this.logger) = (installation, settings, logger);
        meter = factory.Create("databricks-operator.runtime");
        meter.CreateObservableGauge(
            "operator_installation_info", Value, description: "1, with the id of this installation, which is part of the mark on everything it creates.");
    }

    /// <exception cref="StartupException">Without an id no object can be marked or found.</exception>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        try
        {
            id = await installation.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ApiServerException or InvalidOperationException or HttpRequestException or TimeoutException)
        {
            throw new StartupException(
                $"The id of this installation, the uid of the namespace kube-system, cannot be read: {exception.Message}. "
                + "Grant get on namespaces, or set --installation-id");
        }

        settings.LeaderElection.Annotations[$"{ApiGroup.Name}/installation-id"] = id;
        logger.LogInformation("This is installation {Installation}", id);
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<int>> Value() => id is { } known ? [new(1, new KeyValuePair<string, object?>("installation", known))] : [];
}
