using System.CommandLine;
using Operator.Api.V1Alpha1;
using Operator.Hosting;
using Operator.Kinds;
using Operator.Options;
using Operator.Runtime.Client;

namespace Operator.Commands.Release;

/// <summary><c>release</c>: lets all objects go before the operator is taken away, so that none is left that can no longer be deleted.</summary>
internal static class ReleaseCommand
{
    /// <summary>What uses others comes first.</summary>
    public static IReadOnlyList<Type> Order { get; } = [.. KindRegistry.All.Select(kind => kind.Resource).Reverse()];

    public static Command Create()
    {
        Option<ReleasePolicy> policy = new("--policy")
        {
            Description = "Keep: only say what is left. Retain: delete the objects and keep what they stand for in Databricks. Delete: delete them, each under "
                + "its own deletion policy. Abandon: delete them without a call to Databricks, also when no operator runs.",
            Required = true,
        };
        Option<string> namespaces = new("--namespaces") { Description = "Namespaces, separated by commas. Default: all.", DefaultValueFactory = _ => "" };
        Option<int> timeout = new("--timeout-seconds") { Description = "Time for everything together. Default: 300.", DefaultValueFactory = _ => 300 };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 86400)
            {
                result.AddError("--timeout-seconds must be from 1 to 86400.");
            }
        });
        var @class = ClassOption();
        const string Description = "Let all objects go before the operator is uninstalled. Exit code 3: some are left.";
        Command command = new("release", Description) { policy, namespaces, @class, timeout };
        command.SetAction((result, cancellationToken) => CommandRun.RunAsync(
            result,
            () => RunAsync(
                result.GetValue(policy),
                OperatorOptions.List(result.GetRequiredValue(namespaces)),
                result.GetValue(@class) is { } one ? Labels.SelectorOf(one) : null,
                TimeSpan.FromSeconds(result.GetValue(timeout)),
                result.InvocationConfiguration,
                cancellationToken),
            cancellationToken));
        return command;
    }

    private static Option<string?> ClassOption() => new("--class")
    {
        Description = "Only the objects whose label databricks-operator.io/class has this value; empty for those without that label. Default: all.",
    };

    private static async Task<int> RunAsync(
        ReleasePolicy policy, IReadOnlyList<string> namespaces, string? labelSelector, TimeSpan timeout, InvocationConfiguration console,
        CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new ApiServerConnection(KubernetesConfiguration.Load());
            var client = new ReleaseClient(connection, labelSelector);
            var run = new ReleaseRun(client, [.. Order.Select(ResourceDefinition.Of)], namespaces, timeout, TimeProvider.System, console.Output);
            var left = await run.RunAsync(policy, cancellationToken).ConfigureAwait(false);
            foreach (var line in ReleaseReport.Lines(policy, left))
            {
                await console.Output.WriteLineAsync(line).ConfigureAwait(false);
            }

            return ReleaseReport.ExitCode(left);
        }
        catch (Exception exception) when (exception is StartupException or ApiServerException or HttpRequestException or TimeoutException)
        {
            await console.Error.WriteLineAsync($"databricks-operator: {exception.Message}").ConfigureAwait(false);
            return ReleaseReport.Failed;
        }
    }
}
