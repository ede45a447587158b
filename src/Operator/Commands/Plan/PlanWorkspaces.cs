using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Runtime.Client;

namespace Operator.Commands.Plan;

/// <summary>
/// Gives the DatabricksWorkspaces of a plan the credentials of the person who makes it, where there are any. What is not replaced is signed in to as the
/// operator does, by the Secret in the cluster.
/// </summary>
internal sealed class PlanWorkspaces(RehearsedObjects objects, WorkspaceLogins logins, PlanRequest request)
{
    private static readonly ResourceDefinition Definition = ResourceDefinition.Of<DatabricksWorkspace>();
    private static readonly ResourceDefinition Secrets = ResourceDefinition.Of<k8s.Models.V1Secret>();

    /// <summary>The workspaces that the objects use, by their key; those that were made for <c>--workspace</c> are new.</summary>
    public IReadOnlyList<(ObjectKey Key, bool IsNew)> Prepare(IEnumerable<PlanSubject> subjects)
    {
        var prepared = new List<(ObjectKey, bool)>();
        var named = subjects.Where(subject => subject.Type != typeof(DatabricksWorkspace)).Select(WorkspaceOf)
            .Concat(subjects.Where(subject => subject.Type == typeof(DatabricksWorkspace)).Select(subject => subject.Key));
        foreach (var key in named.Distinct())
        {
            var path = Definition.Path(key.Namespace, key.Name);
            var login = MappingOf(key) is { } target ? logins.Named(target) : null;
            if (objects.Find(path) is { } workspace)
            {
                SignIn(key, path, workspace, login);
                prepared.Add((key, false));
            }
            else if (login is not null)
            {
                SignIn(key, path, New(key), login);
                prepared.Add((key, true));
            }
        }

        return prepared;
    }

    private void SignIn(ObjectKey key, string path, JsonObject workspace, WorkspaceLogin? given)
    {
        var host = workspace["spec"]?["host"]?.ToString() ?? "";
        if ((given ?? logins.ForHost(host)) is not { } login)
        {
            return;
        }

        if (host.Length > 0 && login.Host != WorkspaceLogin.Normalise(host))
        {
            request.Note($"DatabricksWorkspace {key} is {host}; as --workspace asks, the plan is made against {login.Host}");
        }

        var secret = $"plan-credential-of-{key.Name}";
        workspace["spec"]!["host"] = login.Host;
        workspace["spec"]!["auth"] = login.Auth(secret);
        objects.Put(Secrets.Path(key.Namespace, secret), login.Secret(key.Namespace!, secret));
        objects.Put(path, workspace);
    }

    private string? MappingOf(ObjectKey key) =>
        request.Workspaces.GetValueOrDefault(key.ToString()) ?? request.Workspaces.GetValueOrDefault(key.Name);

    private ObjectKey WorkspaceOf(PlanSubject subject)
    {
        var reference = objects.Find(subject.Path)?["spec"]?["workspaceRef"] as JsonObject;
        return new ObjectKey(
            reference?["namespace"]?.ToString() ?? subject.Key.Namespace, reference?["name"]?.ToString() ?? DatabricksWorkspace.DefaultName);
    }

    private static JsonObject New(ObjectKey key) => new()
    {
        ["apiVersion"] = Definition.ApiVersion,
        ["kind"] = Definition.Kind,
        ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace, ["uid"] = $"plan-{key}", ["generation"] = 1L },
        ["spec"] = new JsonObject { ["allowedNamespaces"] = new JsonObject { ["from"] = "All" } },
    };
}
