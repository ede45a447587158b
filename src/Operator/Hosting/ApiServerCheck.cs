using System.Net;
using System.Security.Authentication;
using Operator.Options;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Informers;

namespace Operator.Hosting;

/// <summary>
/// Requests before anything starts, so that a wrong address or credential, or a cluster in which there is nothing at all to work on, is said in one line and
/// ends the program; Kubernetes starts it again. A single kind or namespace that is missing ends nothing: its informer says so and goes on asking. Once
/// it runs, an API server that goes away is waited for.
/// </summary>
internal static class ApiServerCheck
{
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var connection = services.GetRequiredService<ApiServerConnection>();
        try
        {
            if (await RefusedAsync(services, cancellationToken).ConfigureAwait(false) is { Count: > 0 } refused)
            {
                throw new StartupException(NothingToWorkOn(connection, refused));
            }
        }
        catch (ApiServerException exception) when (exception.Status is HttpStatusCode.Unauthorized)
        {
            throw new StartupException($"The API server at {connection.BaseUri} does not accept the credential of the kubeconfig or the pod (401)");
        }
        catch (ApiServerException exception)
        {
            throw new StartupException($"The API server at {connection.BaseUri} cannot be used: {exception.Message}");
        }
        catch (HttpRequestException exception)
        {
            throw new StartupException($"The API server at {connection.BaseUri} cannot be reached: {Cause(exception)}");
        }
        catch (TimeoutException exception)
        {
            throw new StartupException($"{connection.BaseUri}: {exception.Message}");
        }
    }

    /// <summary>Of the kinds that are reconciled; empty as soon as one of them may be seen anywhere.</summary>
    private static async Task<IReadOnlyList<RefusedScope>> RefusedAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var reconciled = services.GetServices<IController>().Select(controller => controller.Name).ToHashSet();
        var refused = new List<RefusedScope>();
        foreach (var informer in services.GetServices<IInformer>().Where(informer => reconciled.Contains(informer.Name)))
        {
            if (await informer.ProbeAsync(cancellationToken).ConfigureAwait(false) is not { Count: > 0 } scopes)
            {
                return [];
            }

            refused.AddRange(scopes);
        }

        return refused;
    }

    private static string NothingToWorkOn(ApiServerConnection connection, IReadOnlyList<RefusedScope> refused) =>
        refused.All(scope => scope.Status == HttpStatusCode.NotFound)
            ? $"The API server at {connection.BaseUri} does not know the Databricks kinds; "
                + "install the CRDs first (`databricks-operator crds | kubectl apply -f -`, or the chart's crds.install)"
            : "The operator's account may see none of the Databricks kinds (config/rbac/role.yaml has all rights it needs): "
                + $"{refused.First(scope => scope.Status != HttpStatusCode.NotFound)}";

    private static string Cause(HttpRequestException exception) =>
        exception.InnerException is AuthenticationException certificate ? $"its certificate is not trusted ({certificate.Message})" : exception.Message;
}
