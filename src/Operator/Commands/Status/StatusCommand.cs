using System.CommandLine;
using Operator.Runtime.Client;

namespace Operator.Commands.Status;

/// <summary><c>status</c>: the objects of a namespace as a tree, and what hinders each. Asks the API server only.</summary>
internal sealed class StatusCommand
{
    /// <summary>An object that is shown is not Ready, or does not agree with its spec.</summary>
    private const int NotReady = 2;

    private readonly Argument<string?> subject = new("KIND/NAME")
    {
        Description = "One object and what it uses, for example job/etl. Default: all objects.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> @namespace = new("--namespace", "-n")
    {
        Description = "Namespace of the objects. Default: that of the kubeconfig's context.",
        HelpName = "NAME",
    };

    private readonly Option<bool> all = new("--all-namespaces", "-A") { Description = "The objects of all namespaces." };

    private readonly Option<OutputFormat> output = new("--output", "-o")
    {
        Description = "text or json.",
        HelpName = "text|json",
        DefaultValueFactory = _ => OutputFormat.Text,
    };

    private readonly ClusterOptions cluster = new("The file that says which cluster. Default: as for kubectl, and in a pod its own cluster.");

    private StatusCommand()
    {
    }

    /// <param name="connect">Makes the way to the API server; for tests. Null for that of the kubeconfig.</param>
    public static Command Create(Func<ApiServerConnection>? connect = null)
    {
        var status = new StatusCommand();
        var command = new Command("status", "Show objects with what they use as a tree, and what hinders each. Asks the API server only.")
        {
            status.subject, status.@namespace, status.all, status.output, status.cluster.Kubeconfig, status.cluster.Context,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(status.all) && (result.GetValue(status.subject) is not null || result.GetValue(status.@namespace) is not null))
            {
                result.AddError("--all-namespaces goes neither with KIND/NAME nor with --namespace");
            }
        });
        command.SetAction((result, cancellationToken) =>
            CommandRun.RunAsync(result, () => status.RunAsync(result, connect, cancellationToken), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, Func<ApiServerConnection>? connect, CancellationToken cancellationToken)
    {
        var answer = result.InvocationConfiguration.Output;
        using var connection = connect is null ? new ApiServerConnection(cluster.Load(result)) : connect();
        var (objects, root) = await ReadAsync(result, connection, cancellationToken).ConfigureAwait(false);
        var roots = StatusTree.Of(objects, root);
        await answer.WriteAsync(result.GetValue(output) == OutputFormat.Json
            ? StatusJson.Write(roots, objects)
            : StatusText.Write(roots, Terminal.Of(answer))).ConfigureAwait(false);
        return objects.Values.All(found => found.IsReady) ? 0 : NotReady;
    }

    private async Task<(IReadOnlyDictionary<StatusName, StatusObject> Objects, StatusName? Root)> ReadAsync(
        ParseResult result, ApiServerConnection connection, CancellationToken cancellationToken)
    {
        var reader = new StatusReader(connection);
        var where = result.GetValue(@namespace) ?? connection.CurrentNamespace;
        if (result.GetValue(subject) is not { } text)
        {
            return (await reader.ListAsync(result.GetValue(all) ? null : where, cancellationToken).ConfigureAwait(false), null);
        }

        var (definition, name) = StatusKinds.Parse(text);
        var root = new StatusName(definition.Kind, where, name);
        return (await reader.GetAsync(root, cancellationToken).ConfigureAwait(false), root);
    }
}
