using k8s;
using k8s.Exceptions;
using Operator.Options;

namespace Operator.Hosting;

/// <summary>The way to the API server: the pod's own account, or a kubeconfig.</summary>
internal static class KubernetesConfiguration
{
    public static KubernetesClientConfiguration Load()
    {
        try
        {
            return KubernetesClientConfiguration.BuildDefaultConfig();
        }
        catch (Exception exception)
            when (exception is KubeConfigException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException or FormatException)
        {
            var file = Environment.GetEnvironmentVariable("KUBECONFIG") ?? "~/.kube/config";
            throw new StartupException($"The kubeconfig {file} cannot be used: {exception.Message}");
        }
    }
}
