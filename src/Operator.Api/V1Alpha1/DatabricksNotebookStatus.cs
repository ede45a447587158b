using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The notebook as it was seen last.</summary>
public sealed class DatabricksNotebookStatus : CommonStatus
{
    /// <summary>Where the notebook is: spec.path without /Workspace and, with format AUTO, without its extension.</summary>
    /// <example>/Shared/etl/load</example>
    [Length(0, StatusLimits.Name)]
    public string? Path { get; set; }

    /// <summary>Databricks' id of the notebook; its permissions hang on it.</summary>
    /// <example>1017284950021374</example>
    [Length(0, StatusLimits.Token)]
    public string? ObjectId { get; set; }

    /// <summary>PYTHON, SCALA, SQL or R; PYTHON for every notebook that was imported as JUPYTER.</summary>
    /// <example>PYTHON</example>
    [Length(0, StatusLimits.Token)]
    public string? Language { get; set; }

    /// <summary>
    /// A hash of what the notebook contains, without what Databricks itself adds or changes: the header of a source file, ends of lines, outputs. Equal
    /// contents have equal ones. Absent when the content is from a Secret.
    /// </summary>
    /// <example>sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b</example>
    [Length(0, StatusLimits.Token)]
    public string? ContentHash { get; set; }

    /// <summary>When the operator imported the notebook last.</summary>
    /// <example>2026-11-02T09:30:00Z</example>
    public DateTime? ImportTime { get; set; }

    /// <summary>Which content the notebook has of ours: a hash of it, or the version of the Secret it is from.</summary>
    /// <example>sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b</example>
    [Length(0, StatusLimits.Token)]
    public string? SourceVersion { get; set; }

    /// <summary>
    /// What the workspace made of that content, as contentHash, where it made something else of it; always with formats HTML, R_MARKDOWN and DBC.
    /// </summary>
    /// <example>sha256:d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35</example>
    [Length(0, StatusLimits.Token)]
    public string? ImportedHash { get; set; }

    /// <summary>A hash of the extraSettings of the last import.</summary>
    /// <example>sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a</example>
    [Length(0, StatusLimits.Token)]
    public string? ExtraSettingsHash { get; set; }
}
