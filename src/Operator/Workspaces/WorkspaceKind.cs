using k8s;
using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Databricks;
using Operator.Options;
using Operator.Reconciling;
using Operator.Runtime.Client;
using Operator.Runtime.Controllers;
using Operator.Runtime.Hosting;
using Operator.Runtime.Informers;
using Operator.Workspaces.Credentials;

namespace Operator.Workspaces;

/// <summary>What is watched for workspaces, who does the work, and how every other kind is tied to them.</summary>
internal static class WorkspaceKind
{
    public static IOperatorBuilder AddWorkspaces(this IOperatorBuilder builder)
    {
        builder.Services.AddSingleton<StatusReporter<DatabricksWorkspace, DatabricksWorkspaceSpec, DatabricksWorkspaceStatus>>();
        builder.Services.AddSingleton<InitialStatusWriter<DatabricksWorkspace, DatabricksWorkspaceSpec, DatabricksWorkspaceStatus>>();
        builder.Services.AddSingleton<IMalformedObjectReporter<DatabricksWorkspace>, MalformedObjectReporter<DatabricksWorkspace>>();
        builder.Services.AddSingleton<
            IPassTimeoutReporter<DatabricksWorkspace>, PassTimeoutReporter<DatabricksWorkspace, DatabricksWorkspaceSpec, DatabricksWorkspaceStatus>>();
        builder.Services.AddSingleton(provider => new NamespaceAdmission(provider.GetService<ObjectStore<V1Namespace>>()));
        builder.Services.AddSingleton(provider => new ServiceAccountTokens(
            provider.GetRequiredService<ApiServerConnection>(), ServiceAccount(), new ApiServerAudiences(ApiServerAudiences.MountedTokenFile)));
        builder.Services.AddSingleton(
            provider => new OperatorIdentities(provider.GetRequiredService<OperatorOptions>(), Environment.GetEnvironmentVariable("POD_NAMESPACE")));
        builder.Services.AddSingleton(provider => new CredentialReader(
            provider.GetRequiredService<SecretReader>(),
            provider.GetRequiredService<ServiceAccountTokens>(),
            provider.GetRequiredService<MountedTokenFile>().Path,
            provider.GetRequiredService<AzureFederation>()));
        builder.Services.AddSingleton<ResourceClient<V1ConfigMap>>();
        builder.Services.AddSingleton<CaBundleReader>();
        builder.Services.AddSingleton(Connector);
        builder.Services.AddSingleton<ConnectTokenEndpoint>(WorkspaceClientFactory.CreateTransport);
        builder.Services.AddSingleton<Restrictions>();
        builder.Services.AddSingleton<WorkspaceClients>();
        builder.Services.AddSingleton<WorkspaceProbe>();
        builder.Services.AddSingleton<IWorkspaceConnector, WorkspaceRegistry>();
        return builder
            .AddController<WorkspaceController, DatabricksWorkspace>()
            .AddFinalizer<WorkspaceFinalizer, DatabricksWorkspace>(Ownership.Finalizer)
            .AddWatch<DatabricksWorkspace, ConfigMapMetadata>(CaBundleReader.ConfigMapsOf)
            .AddSecretWatch<DatabricksWorkspace>(workspace => CredentialReader.SecretsOf(workspace).Concat(CaBundleReader.SecretsOf(workspace)));
    }

    /// <summary>Every kind whose objects name Secrets: reconciled again when one of those changes, as far as the operator's rights go.</summary>
    public static IOperatorBuilder AddSecretWatch<TEntity>(this IOperatorBuilder builder, Func<TEntity, IEnumerable<ObjectKey>> secretsOf)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var options = Instance<OperatorOptions>(builder);
        return options.WatchesSecrets
            ? builder.AddWatch<TEntity, SecretMetadata>(secretsOf)
            : builder.AddPoll<TEntity, SecretMetadata>(secretsOf, TimeSpan.FromSeconds(options.RecheckSeconds));
    }

    /// <summary>Every kind that lives in workspaces: reconciled again when its workspace or its right to use it changes, and never left behind by it.</summary>
    public static IOperatorBuilder AddWorkspaceUsers<TEntity>(this IOperatorBuilder builder)
        where TEntity : class, IDatabricksResource
    {
        builder.Services.AddSingleton<IWorkspaceDependents, WorkspaceDependents<TEntity>>();
        var shared = Instance<SharedDefault>(builder);
        builder.AddWatch<TEntity, DatabricksWorkspace>(shared.CandidatesOf, WorkspaceRegistry.IsNews);
        return Instance<OperatorOptions>(builder).Namespaced
            ? builder
            : builder.AddWatch<TEntity, V1Namespace>(entity => Foreign(entity, shared), NamespaceAdmission.IsNews);
    }

    /// <summary>What has to be known while the program is put together.</summary>
    private static T Instance<T>(IOperatorBuilder builder) => builder.Services.Select(service => service.ImplementationInstance).OfType<T>().Last();

    /// <summary>The own namespace decides only where the workspace is in another one.</summary>
    private static IEnumerable<ObjectKey> Foreign(IDatabricksResource entity, SharedDefault shared) =>
        shared.CandidatesOf(entity).Any(key => key.Namespace != entity.Metadata.NamespaceProperty)
            ? [new ObjectKey(null, entity.Metadata.NamespaceProperty)]
            : [];

    /// <summary>Every client asks the fence where it sends; the permit is resolved with the first one, which may be the environment's.</summary>
    public static ConnectWorkspace Connector(IServiceProvider provider)
    {
        var (permit, time) = (provider.GetRequiredService<WriteFencePermit>(), provider.GetRequiredService<TimeProvider>());
        return options => WorkspaceClientFactory.Create(options with { SendPermit = permit }, time);
    }

    private static ObjectKey? ServiceAccount() =>
        (Environment.GetEnvironmentVariable(
            "POD_NAMESPACE"), Environment.GetEnvironmentVariable("POD_SERVICE_ACCOUNT")) is ({ Length: > 0 } @namespace, { Length: > 0 } name)
            ? new ObjectKey(@namespace, name)
            : null;
}
