using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Commands.Plan;
using Operator.Databricks;
using Operator.Hosting;
using Operator.Options;
using Operator.Workspaces;

namespace Operator.Commands.Import;

/// <summary>The workspace that is imported from.</summary>
/// <param name="Reference">As manifests name it; null where they name none.</param>
/// <param name="Login">Profile or host; null for the default.</param>
internal sealed record ImportTarget(JsonObject? Reference, string? Login)
{
    /// <exception cref="StartupException">It is no <c>[NAMESPACE/]NAME=PROFILE|HOST</c>.</exception>
    public static ImportTarget Parse(string? text)
    {
        if (text is null)
        {
            return new ImportTarget(null, null);
        }

        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
        {
            throw new StartupException($"--workspace {text} is not NAME=PROFILE or NAME=HOST");
        }

        return new ImportTarget(ReferenceTo(text[..equals]), text[(equals + 1)..]);
    }

    /// <summary>A workspaceRef; null for the default workspace of a namespace, which needs none.</summary>
    /// <exception cref="StartupException">It is no <c>[NAMESPACE/]NAME</c>.</exception>
    public static JsonObject? ReferenceTo(string text) => text.Split('/') switch
    {
        [DatabricksWorkspace.DefaultName] => null,
        [{ Length: > 0 } name] => new JsonObject { ["name"] = name },
        [{ Length: > 0 } @namespace, { Length: > 0 } name] => new JsonObject { ["name"] = name, ["namespace"] = @namespace },
        _ => throw new StartupException($"--workspace {text} is not NAME or NAMESPACE/NAME"),
    };

    /// <summary>A client that refuses every call that would change something.</summary>
    /// <exception cref="StartupException">There is no way into the workspace.</exception>
    public WorkspaceClient Connect(bool allowsInsecureHosts)
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var logins = WorkspaceLogins.Read(environment);
        var options = OperatorProgram.Options(environment);
        var login = (Login is null ? logins.Default : logins.Named(Login))
            ?? throw new StartupException("Say which workspace: set DATABRICKS_HOST and a credential, or give --workspace NAME=PROFILE or NAME=HOST");
        var client = DefaultWorkspace.Read(
            PlanEnvironment.WithLogin(environment, login),
            options with { AllowInsecureHosts = options.AllowInsecureHosts || allowsInsecureHosts, DefaultWorkspace = "" },
            TimeProvider.System) ?? throw new StartupException($"{login.Name} names no host");
        // Without a fence it lets no change pass.
        return WorkspaceClientFactory.Create(client with { SendPermit = new WriteFencePermit() }, TimeProvider.System);
    }
}
