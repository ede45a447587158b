using System.CommandLine;
using Operator.Options;
using Operator.Runtime.Client;

namespace Operator.Commands.Status;

/// <summary>How a status is written.</summary>
internal enum StatusFormat
{
    Text,
    Json,
}

/// <summary><c>status</c>: the objects of a namespace as a tree, and what hinders each. Asks the API server only.</summary>
internal sealed class StatusCommand
{
    /// <summary>As shells report a program that Ctrl-C ended.</summary>
    private const int Interrupted = 130;

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

    private readonly Option<StatusFormat> output = new("--output", "-o")
    {
        Description = "text or json.",
        HelpName = "text|json",
        DefaultValueFactory = _ => StatusFormat.Text,
    };

    private readonly ClusterOptions cluster = new();

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
        command.SetAction((result, cancellationToken) => status.RunAsync(result, connect, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, Func<ApiServerConnection>? connect, CancellationToken cancellationToken)
    {
        var (answer, aside) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
        try
        {
            using var connection = connect is null ? new ApiServerConnection(cluster.Load(result)) : connect();
            var (objects, root) = await ReadAsync(result, connection, cancellationToken).ConfigureAwait(false);
            var roots = StatusTree.Of(objects, root);
            var terminal = Terminal.Of(answer);
            await answer.WriteAsync(result.GetValue(output) == StatusFormat.Json
                ? StatusJson.Write(roots, objects)
                : StatusText.Write(roots, terminal.Width, terminal.HasColors)).ConfigureAwait(false);
            return objects.Values.All(found => found.IsReady) ? 0 : 2;
        }
        catch (StartupException exception)
        {
            await aside.WriteLineAsync($"status: {exception.Message}").ConfigureAwait(false);
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted;
        }
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
