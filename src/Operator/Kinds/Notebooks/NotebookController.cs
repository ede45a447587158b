using k8s.Models;
using Operator.Api.V1Alpha1;
using Operator.Databricks.WorkspaceObjects;
using Operator.Managed;
using Operator.Runtime.Client;
using Operator.Runtime.Hosting;
using Operator.Runtime.Informers;
using Operator.Workspaces;

namespace Operator.Kinds.Notebooks;

/// <summary>What is watched for notebooks, and who does the work.</summary>
internal static class NotebookController
{
    public static IOperatorBuilder AddNotebooks(this IOperatorBuilder builder)
    {
        builder.AddObservation<DatabricksNotebook, ObjectInfo, NotebookRows>();
        builder.Services.AddSingleton<IRestriction, NotebookPathRestriction>();
        builder.Services.AddSingleton<ResourceClient<V1ConfigMap>>();
        builder.Services.AddSingleton<NotebookContentReader>();
        builder.Services.AddSingleton<EntityTrim<DatabricksNotebook>>(NotebookTrim.Apply);
        builder.Services.AddSingleton<NotebookLooks>();
        builder.Services.AddSingleton<NotebookClaims>();
        builder.Services.AddSingleton<NotebookImporter>();
        builder.Services.AddSingleton<NotebookSight>();
        builder.Services.AddSingleton<NotebookWrites>();
        builder.Services.AddSingleton<IExternalClient<DatabricksNotebook, ObservedNotebook>, NotebookExternalClient>();
        return builder
            .AddManaged<DatabricksNotebook, DatabricksNotebookSpec, DatabricksNotebookStatus, ObservedNotebook>()
            .AddWatch<DatabricksNotebook, ConfigMapMetadata>(NotebookContentReader.ConfigMapsOf)
            .AddWatch<DatabricksNotebook, SecretMetadata>(NotebookContentReader.SecretsOf);
    }
}
