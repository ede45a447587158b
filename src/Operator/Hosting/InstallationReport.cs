using Operator.Api.V1Alpha1;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Hosting;

namespace Operator.Hosting;

/// <summary>Says which installation this process is, where people look: two installations with one id take each other's objects for their own.</summary>
internal sealed class InstallationReport(Installation installation, OperatorSettings settings, ILogger<InstallationReport> logger)
{
    /// <exception cref="StartupException">Without an id no object can be marked or found.</exception>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        string id;
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
}
