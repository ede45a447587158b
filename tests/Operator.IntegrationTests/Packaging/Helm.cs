using System.Text.RegularExpressions;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Packaging;

/// <summary>helm on the chart of this repository; rendering needs no cluster.</summary>
internal sealed class Helm(string executable)
{
    /// <summary>For --set: the chart takes no image that exists nowhere.</summary>
    public const string Image = "image.repository=registry.example.com/operator";

    public static string Chart => Repository.File("charts", "databricks-operator");

    /// <summary>What docs/install.md says that install and upgrade need on a server before 1.25; a newer one takes it too.</summary>
    public static IReadOnlyList<string> OlderServer { get; } =
    [
        .. Regex.Matches(
            File.ReadAllLines(Repository.File("docs", "install.md")).Single(line => line.StartsWith("On Kubernetes before 1.25 ", StringComparison.Ordinal)),
            "`(--[^`]+)`").Select(flag => flag.Groups[1].Value),
    ];

    public static async Task<Helm> GetAsync() =>
        new((await ChildProcess.RunAsync(Repository.File("hack", "tools.sh"), ["helm"], cancellationToken: TestContext.Current.CancellationToken)).Trim());

    /// <param name="kubeconfig">Which cluster.</param>
    /// <param name="arguments">Of helm.</param>
    public Task<string> RunAsync(string kubeconfig, IReadOnlyList<string> arguments) => ChildProcess.RunAsync(
        executable, arguments, new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig }, TestContext.Current.CancellationToken);

    /// <summary>The manifests of a release named <c>databricks-operator</c>.</summary>
    public Task<string> TemplateAsync(params string[] arguments) => ChildProcess.RunAsync(
        executable,
        ["template", "databricks-operator", Chart, "--namespace", "databricks-operator-system", "--set", Image, .. arguments],
        cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>What helm says when it refuses.</summary>
    public async Task<string> RefusalAsync(params string[] arguments) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => TemplateAsync(arguments))).Message;
}
