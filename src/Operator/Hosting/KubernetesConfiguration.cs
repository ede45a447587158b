using k8s;
using k8s.Exceptions;
using Operator.Options;

namespace Operator.Hosting;

/// <summary>The way to the API server: the pod's own account, or a kubeconfig.</summary>
internal static class KubernetesConfiguration
{
    public static KubernetesClientConfiguration Load() => Load(file: null, context: null);

    /// <param name="file">A kubeconfig; null for the files of KUBECONFIG, else kubectl's own, else the pod's account.</param>
    /// <param name="context">Of the kubeconfig; null for its current one.</param>
    /// <exception cref="StartupException">The kubeconfig cannot be used.</exception>
    public static KubernetesClientConfiguration Load(string? file, string? context)
    {
        var named = Environment.GetEnvironmentVariable("KUBECONFIG");
        try
        {
            return file is null && context is null
                ? KubernetesClientConfiguration.BuildDefaultConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile(file ?? FileOf(named, context), context);
        }
        catch (Exception exception)
            when (exception is KubeConfigException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException or FormatException)
        {
            throw new StartupException($"The kubeconfig {file ?? named ?? "~/.kube/config"} cannot be used: {exception.Message}");
        }
    }

    /// <summary>By a null for the file the client means kubectl's own, whatever KUBECONFIG says: that may be another cluster.</summary>
    private static string? FileOf(string? named, string? context)
    {
        var files = named?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return Array.Find(files, file => File.Exists(file) && HasContext(file)) ?? files.FirstOrDefault();

        bool HasContext(string file) => KubernetesClientConfiguration.LoadKubeConfig(file).Contexts?.Any(one => one.Name == context) == true;
    }
}
