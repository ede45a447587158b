using Operator.Api.V1Alpha1;
using Operator.Databricks.WorkspaceObjects;
using Operator.Managed;
using Operator.Permissions;
using Operator.Runtime.Hosting;
using Operator.Runtime.Informers;
using Operator.Workspaces;

namespace Operator.Kinds.Notebooks;

/// <summary>What a notebook is for the common pass, what is watched for it, and who does the work. Its id is its path.</summary>
internal static class NotebookKind
{
    public static KindDescription<DatabricksNotebook, ObservedNotebook> Description { get; } = new()
    {
        RecordedId = notebook => notebook.Status.Path,
        IdOf = observed => observed.Path,
        MarkerOf = observed => observed.Marker,
        Validate = NotebookSpecValidator.Problems,
    };

    public static IOperatorBuilder AddNotebooks(this IOperatorBuilder builder)
    {
        builder.AddObservation<DatabricksNotebook, ObjectInfo, NotebookLister>();
        builder.AddPermissions<DatabricksNotebook, ObservedNotebook>(PermissionKind.Notebooks, notebook => notebook.Status.ObjectId);
        builder.Services.AddSingleton<IRestriction, NotebookPathRestriction>();
        builder.Services.AddSingleton<NotebookContentReader>();
        builder.Services.AddSingleton<EntityTrim<DatabricksNotebook>>(NotebookTrim.Apply);
        builder.Services.AddSingleton<NotebookHashCache>();
        builder.Services.AddSingleton<NotebookPathIndex>();
        builder.Services.AddSingleton<NotebookImporter>();
        builder.Services.AddSingleton<NotebookObserver>();
        builder.Services.AddSingleton<NotebookWriter>();
        return builder
            .AddManaged<DatabricksNotebook, DatabricksNotebookSpec, DatabricksNotebookStatus, ObservedNotebook, ObjectInfo, NotebookClient>(Description)
            .AddWatch<DatabricksNotebook, ConfigMapMetadata>(NotebookContentReader.ConfigMapsOf)
            .AddSecretWatch<DatabricksNotebook>(NotebookContentReader.SecretsOf);
    }
}
