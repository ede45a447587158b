using System.CommandLine;
using Operator.Runtime.Schema;

namespace Operator.Commands;

/// <summary><c>crds</c>: prints the CustomResourceDefinitions, ready for <c>kubectl apply -f -</c>.</summary>
internal static class CrdsCommand
{
    public static Command Create()
    {
        Command command = new("crds", "Print the CustomResourceDefinitions of this version.");
        command.SetAction(result => result.InvocationConfiguration.Output.Write(
            string.Join("---\n", GeneratedFiles.Definitions().Select(KubernetesYaml.Write))));
        return command;
    }
}
