using System.Text.Json;
using Operator.IntegrationTests.Commands;
using Operator.IntegrationTests.Harness;

namespace Operator.IntegrationTests.Packaging;

/// <summary>What <c>helm test</c> runs in a pod like the operator's, run here under the account and with the rights that the chart grants.</summary>
public sealed class DoctorPodTests(ControlPlane controlPlane)
{
    /// <param name="values">Of the chart; NAMESPACE stands for one that the operator works in.</param>
    [Theory]
    [InlineData("")]
    [InlineData("rbac.secrets=Get")]
    [InlineData("operator.watchNamespaces={NAMESPACE}")]
    [InlineData("operator.watchNamespaces={NAMESPACE},rbac.namespaced=true,operator.installationId=here")]
    [InlineData("operator.watchNamespaces={NAMESPACE},rbac.namespaced=true,operator.installationId=here,rbac.secrets=Get")]
    public async Task Doctor_UnderWhatTheChartGrants_FindsNoRightMissing(string values)
    {
        var kubectl = await controlPlane.PrepareAsync("doctor");

        var findings = await RunAsync(kubectl, values);

        Assert.Equal("passed", findings["rights"]);
        Assert.All(findings.Where(finding => finding.Key.StartsWith("crd/", StringComparison.Ordinal)), finding => Assert.Equal("passed", finding.Value));
        Assert.Equal("failed", findings["lease"]);
    }

    [Fact]
    public async Task Doctor_WithoutTheRightsOfTheChart_SaysSo()
    {
        var kubectl = await controlPlane.PrepareAsync("doctor");

        Assert.Equal("failed", (await RunAsync(kubectl, "rbac.create=false"))["rights"]);
    }

    [Fact]
    public async Task Template_WithoutTheDoctor_HasNoSuchPod() =>
        Assert.DoesNotContain("[doctor]", await (await Helm.GetAsync()).TemplateAsync("--set", "test.doctor=false"), StringComparison.Ordinal);

    /// <returns>The result of each check. No operator runs, so that the lease is what fails.</returns>
    private async Task<IReadOnlyDictionary<string, string>> RunAsync(NamespacedKubectl kubectl, string values)
    {
        string[] chart =
        [
            "--set", $"crds.install=false,fullnameOverride={kubectl.Namespace},namespaceOverride={kubectl.Namespace}",
            "--set", values.Replace("NAMESPACE", kubectl.Namespace, StringComparison.Ordinal),
        ];
        var helm = await Helm.GetAsync();
        await kubectl.ApplyAsync(await helm.TemplateAsync(chart));
        var container = YamlFile.Parse(await helm.TemplateAsync([.. chart, "--show-only", "templates/tests/doctor.yaml"]))["spec"]!["containers"]![0]!;
        var environment = container["env"]!.AsArray().Where(variable => variable!["value"] is not null)
            .ToDictionary(variable => $"{variable!["name"]}", variable => $"{variable!["value"]}");
        // A pod has both from its account.
        environment["POD_NAMESPACE"] = environment["OPERATOR__LEADERELECTION__LEASENAMESPACE"] = kubectl.Namespace;
        environment["KUBECONFIG"] = await controlPlane.KubeconfigOfAsync(kubectl.Namespace, kubectl.Namespace);

        var run = await ProgramRun.OfAsync([.. container["args"]!.AsArray().Select(argument => $"{argument}"), "--output=json"], environment);

        using var answer = JsonDocument.Parse(run.Output);
        return answer.RootElement.GetProperty("checks").EnumerateArray().ToDictionary(
            finding => finding.GetProperty("check").GetString()!, finding => finding.GetProperty("result").GetString()!);
    }
}
