using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>Runs a notebook.</summary>
[ExactlyOneOf("notebookPath, notebookRef")]
[Excludes("notebookRef", "source == GIT", Message = "notebookRef is a notebook of the workspace and excludes source: GIT")]
public sealed class NotebookTaskSpec
{
    /// <summary>Path of the notebook: absolute in the workspace, relative in a Git repository. Excludes notebookRef.</summary>
    /// <example>/Shared/etl/load</example>
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    public string? NotebookPath { get; set; }

    /// <summary>The DatabricksNotebook to run. Excludes notebookPath.</summary>
    public ResourceReference? NotebookRef { get; set; }

    /// <summary>Where it is. Default: GIT where the job has gitSource, else WORKSPACE.</summary>
    /// <example>WORKSPACE</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("WORKSPACE", "GIT")]
    public string? Source { get; set; }

    /// <summary>Parameters of the notebook; their JSON may have a megabyte together.</summary>
    /// <example>{"day": "{{job.parameters.day}}"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 1048576)]
    public IDictionary<string, string>? BaseParameters { get; set; }

    /// <summary>Id of a SQL warehouse to run it on; for SQL notebooks.</summary>
    /// <example>0a1b2c3d4e5f6a7b</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? WarehouseId { get; set; }
}

/// <summary>Runs a class of a JAR file that is among the libraries.</summary>
public sealed class SparkJarTaskSpec
{
    /// <summary>Full name of the class.</summary>
    /// <example>com.example.Main</example>
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    public string? MainClassName { get; set; }

    /// <summary>Deprecated; give the JAR file in libraries.</summary>
    /// <example>dbfs:/jars/etl.jar</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? JarUri { get; set; }

    /// <summary>Arguments, in this order.</summary>
    /// <example>["--day", "2026-03-09"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [XListType(XListType.Atomic)]
    public IList<string>? Parameters { get; set; }

    /// <summary>Deprecated; Databricks takes true only. Default: true.</summary>
    public bool? RunAsRepl { get; set; }
}

/// <summary>Runs a Python file.</summary>
public sealed class SparkPythonTaskSpec
{
    /// <summary>Path of the file in the workspace, or its address; relative in a Git repository.</summary>
    /// <example>/Workspace/Shared/jobs/join.py</example>
    [Required]
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string PythonFile { get; set; } = "";

    /// <summary>Where it is. Default: WORKSPACE, or GIT where the job has gitSource and pythonFile is a relative path.</summary>
    /// <example>WORKSPACE</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("WORKSPACE", "GIT")]
    public string? Source { get; set; }

    /// <summary>Arguments, in this order.</summary>
    /// <example>["--day", "2026-03-09"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [XListType(XListType.Atomic)]
    public IList<string>? Parameters { get; set; }
}

/// <summary>Calls spark-submit.</summary>
public sealed class SparkSubmitTaskSpec
{
    /// <summary>Arguments, in this order.</summary>
    /// <example>["--class", "com.example.Main", "dbfs:/jars/etl.jar"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [XListType(XListType.Atomic)]
    public IList<string>? Parameters { get; set; }
}

/// <summary>Runs a function of a Python wheel that is among the libraries.</summary>
[AtMostOneOf("parameters, namedParameters")]
public sealed class PythonWheelTaskSpec
{
    /// <summary>Name of the package.</summary>
    /// <example>etl</example>
    [Required]
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    public string PackageName { get; set; } = "";

    /// <summary>Name of the entry point, or of a function of the package.</summary>
    /// <example>main</example>
    [Required]
    [Length(1, 1024)]
    [Pattern(Patterns.NotBlank)]
    public string EntryPoint { get; set; } = "";

    /// <summary>Arguments, in this order. Excludes namedParameters.</summary>
    /// <example>["--day", "2026-03-09"]</example>
    [Items(0, 256)]
    [Length(0, 10000)]
    [XListType(XListType.Atomic)]
    public IList<string>? Parameters { get; set; }

    /// <summary>Arguments by name. Excludes parameters.</summary>
    /// <example>{"day": "2026-03-09"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    public IDictionary<string, string>? NamedParameters { get; set; }
}

/// <summary>Updates a pipeline.</summary>
public sealed class PipelineTaskSpec
{
    /// <summary>Id of the pipeline.</summary>
    /// <example>5f2b7c1e-9d3a-4e6f-8b0c-1a2d3e4f5a6b</example>
    [Required]
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string PipelineId { get; set; } = "";

    /// <summary>Compute everything anew. Default: false.</summary>
    public bool? FullRefresh { get; set; }

    /// <summary>Tables to compute anew.</summary>
    /// <example>["main.sales.orders"]</example>
    [Items(0, 1000)]
    [Length(0, 1024)]
    [XListType(XListType.Atomic)]
    public IList<string>? FullRefreshSelection { get; set; }

    /// <summary>Tables to update.</summary>
    /// <example>["main.sales.orders"]</example>
    [Items(0, 1000)]
    [Length(0, 1024)]
    [XListType(XListType.Atomic)]
    public IList<string>? RefreshSelection { get; set; }

    /// <summary>Flows to update.</summary>
    /// <example>["orders_flow"]</example>
    [Items(0, 1000)]
    [Length(0, 1024)]
    [XListType(XListType.Atomic)]
    public IList<string>? RefreshFlowSelection { get; set; }

    /// <summary>Flows whose checkpoints are reset.</summary>
    /// <example>["orders_flow"]</example>
    [Items(0, 1000)]
    [Length(0, 1024)]
    [XListType(XListType.Atomic)]
    public IList<string>? ResetCheckpointSelection { get; set; }

    /// <summary>Parameters of the update.</summary>
    /// <example>{"day": "2026-03-09"}</example>
    [PropertyLimits(0, 256)]
    [Length(0, 10000)]
    public IDictionary<string, string>? Parameters { get; set; }
}

/// <summary>Runs dbt.</summary>
public sealed class DbtTaskSpec
{
    /// <summary>The commands, in this order.</summary>
    /// <example>["dbt deps", "dbt run"]</example>
    [Required]
    [Items(1, 100)]
    [Length(1, 10000)]
    [XListType(XListType.Atomic)]
    public IList<string> Commands { get; set; } = [];

    /// <summary>Folder of the project. Default: the top of the repository.</summary>
    /// <example>dbt/sales</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? ProjectDirectory { get; set; }

    /// <summary>Folder of profiles.yml.</summary>
    /// <example>dbt/profiles</example>
    [Length(1, 2048)]
    [Pattern(Patterns.NotBlank)]
    public string? ProfilesDirectory { get; set; }

    /// <summary>Where the project is. Default: GIT where the job has gitSource, else WORKSPACE.</summary>
    /// <example>GIT</example>
    [Length(1, 64)]
    [Pattern(Patterns.ApiEnum)]
    [KnownValues("WORKSPACE", "GIT")]
    public string? Source { get; set; }

    /// <summary>Id of the SQL warehouse to connect to.</summary>
    /// <example>0a1b2c3d4e5f6a7b</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? WarehouseId { get; set; }

    /// <summary>Catalog to write to; needs warehouseId.</summary>
    /// <example>main</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? Catalog { get; set; }

    /// <summary>Schema to write to. Default: default.</summary>
    /// <example>sales</example>
    [Length(1, 256)]
    [Pattern(Patterns.NotBlank)]
    public string? Schema { get; set; }
}
