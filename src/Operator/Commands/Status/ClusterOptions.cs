using System.CommandLine;
using k8s;
using k8s.Exceptions;
using Operator.Hosting;
using Operator.Options;

namespace Operator.Commands.Status;

/// <summary>The options of a command that say which cluster it asks.</summary>
internal sealed class ClusterOptions
{
    public Option<string?> Kubeconfig { get; } = new("--kubeconfig")
    {
        Description = "The file that says which cluster. Default: as for kubectl, and in a pod its own cluster.",
        HelpName = "FILE",
    };

    public Option<string?> Context { get; } = new("--context") { Description = "Context of the kubeconfig. Default: the current one.", HelpName = "NAME" };

    /// <exception cref="StartupException">The kubeconfig cannot be used.</exception>
    public KubernetesClientConfiguration Load(ParseResult result)
    {
        var (file, context) = (result.GetValue(Kubeconfig), result.GetValue(Context));
        if (file is null && context is null)
        {
            return KubernetesConfiguration.Load();
        }

        try
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(file, context);
        }
        catch (Exception exception)
            when (exception is KubeConfigException or IOException or UnauthorizedAccessException or YamlDotNet.Core.YamlException or FormatException)
        {
            throw new StartupException($"The kubeconfig {file ?? Environment.GetEnvironmentVariable("KUBECONFIG") ?? "~/.kube/config"} cannot be used: "
                + exception.Message);
        }
    }
}
