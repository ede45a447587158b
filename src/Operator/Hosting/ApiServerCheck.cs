using System.Net;
using System.Security.Authentication;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Hosting;

/// <summary>
/// One request before anything starts, so that a wrong address, credential, right or a missing CRD is said in one line and ends the program;
/// Kubernetes starts it again. Once it runs, an API server that goes away is waited for.
/// </summary>
internal static class ApiServerCheck
{
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var connection = services.GetRequiredService<ApiServerConnection>();
        var scope = services.GetRequiredService<Runtime.Hosting.OperatorSettings>().Namespaces is [var first, ..] ? first : null;
        try
        {
            // Each kind: one that an upgrade brought may be missing, and would be waited for without a word.
            await services.GetRequiredService<ResourceClient<DatabricksCluster>>().ListAsync(scope, limit: 1, continueToken: null, cancellationToken).ConfigureAwait(false);
            await services.GetRequiredService<ResourceClient<DatabricksWorkspace>>().ListAsync(scope, limit: 1, continueToken: null, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiServerException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            throw new StartupException($"The API server at {connection.BaseUri} does not know the Databricks kinds; install the CRDs first (`databricks-operator crds | kubectl apply -f -`, or the chart's crds.install)");
        }
        catch (ApiServerException exception) when (exception.Status is HttpStatusCode.Unauthorized)
        {
            throw new StartupException($"The API server at {connection.BaseUri} does not accept the credential of the kubeconfig or the pod (401)");
        }
        catch (ApiServerException exception) when (exception.Status is HttpStatusCode.Forbidden)
        {
            throw new StartupException($"The operator's account may not list the Databricks kinds: {exception.Message}");
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

    private static string Cause(HttpRequestException exception) =>
        exception.InnerException is AuthenticationException certificate ? $"its certificate is not trusted ({certificate.Message})" : exception.Message;
}
