using Databricks.Simulator.Identities;
using Operator.FaultTests.World;
using static Operator.FaultTests.Scenarios.Steps;

namespace Operator.FaultTests.Scenarios;

/// <summary>A service principal with an OAuth secret: before the first call, and again and again, the workspace is asked for a token.</summary>
internal static class LoginScenarios
{
    private const string ServicePrincipal = "5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b";
    private const string FirstSecret = "dose-first-0815";
    private const string SecondSecret = "dose-second-0816";

    private static readonly Thing Workspace = new("DatabricksWorkspace", "prod", Truths.Workspace);
    private static readonly Thing Cluster = new("DatabricksCluster", "etl", Truths.Cluster);

    public static Scenario OfAServicePrincipal() => new("log-in of a service principal")
    {
        Options = Pace.Workspace with
        {
            // Shorter than the rest after a step, so that tokens are renewed while nothing else happens.
            OAuth = new OAuthOptions
            {
                TokenLifetime = TimeSpan.FromMinutes(10),
                ServicePrincipals = [new ServicePrincipal(ServicePrincipal) { Secrets = [FirstSecret] }],
            },
        },
        Things = [Workspace, Cluster],
        Steps =
        [
            new Step("apply a workspace with its Secret, and a cluster", ApplyAll, AreSettled),
            new Step("rotate", Rotate, AreSettled),
            Edit("edit", Cluster, """{"numWorkers":2}"""),
            Delete(Cluster),
        ],
    };

    private static bool AreSettled(FaultWorld world) => AllSettled(world, [Workspace, Cluster]);

    private static void ApplyAll(FaultWorld world)
    {
        world.Spoken.Hide(FirstSecret);
        world.Spoken.Hide(SecondSecret);
        world.Users.PutSecret("credential", FirstSecret);
        ApplyNow(world, Workspace, $$$$$"""
            {"host":"{{{{{FaultWorld.Host}}}}}",
             "auth":{"oauthM2M":{"clientId":"{{{{{ServicePrincipal}}}}}","clientSecretRef":{"name":"credential","key":"token"}}}}
            """);
        ApplyNow(world, Cluster, """
            {"workspaceRef":{"name":"prod"},"sparkVersion":"16.4.x-scala2.12","nodeTypeId":"m5d.large","numWorkers":1,"autoterminationMinutes":600}
            """);
    }

    private static void Rotate(FaultWorld world)
    {
        world.Remote.ServicePrincipals.AddSecret(ServicePrincipal, SecondSecret);
        world.Remote.ServicePrincipals.RevokeSecret(ServicePrincipal, FirstSecret);
        world.Users.PutSecret("credential", SecondSecret);
    }
}
