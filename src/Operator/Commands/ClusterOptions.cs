using System.CommandLine;
using k8s;
using Operator.Hosting;
using Operator.Options;

namespace Operator.Commands;

/// <summary>The options of a command that say which cluster it asks.</summary>
/// <param name="description">Of the option --kubeconfig.</param>
internal sealed class ClusterOptions(string description)
{
    public Option<string?> Kubeconfig { get; } = new("--kubeconfig") { Description = description, HelpName = "FILE" };

    public Option<string?> Context { get; } = new("--context") { Description = "Context of the kubeconfig. Default: the current one.", HelpName = "NAME" };

    /// <exception cref="StartupException">There is none, or the kubeconfig cannot be used.</exception>
    public KubernetesClientConfiguration Load(ParseResult result) => Find(result) ?? throw new StartupException(
        $"There is no cluster to ask: no --kubeconfig, no KUBECONFIG, no {KubernetesClientConfiguration.KubeConfigDefaultLocation}, and this is no pod");

    /// <summary>Null where nothing names a cluster.</summary>
    /// <exception cref="StartupException">The kubeconfig cannot be used.</exception>
    public KubernetesClientConfiguration? Find(ParseResult result)
    {
        var (file, context) = (result.GetValue(Kubeconfig), result.GetValue(Context));
        var isNamed = file is not null || context is not null || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KUBECONFIG"));
        if (!isNamed && !File.Exists(KubernetesClientConfiguration.KubeConfigDefaultLocation))
        {
            return KubernetesClientConfiguration.IsInCluster() ? KubernetesClientConfiguration.InClusterConfig() : null;
        }

        return KubernetesConfiguration.Load(file, context);
    }
}
