using System.Text.Json.Nodes;
using Operator.Runtime.Entities;
using Operator.Runtime.Entities.Attributes;

namespace Operator.Api.V1Alpha1;

/// <summary>The notebook as it should be.</summary>
[ExactlyOneOf("content, contentBase64, contentFrom", Unless = CommonRules.ObserveOnly)]
[AtMostOneOf("content, contentBase64, contentFrom")]
[RequiredUnless("language", $"{CommonRules.ObserveOnly}, format != SOURCE", Message = "language is required with format SOURCE, which is the default")]
[Excludes("language", "format != SOURCE", Message = "language is for format SOURCE only; content of every other format tells its language itself")]
[Excludes("contentEncoding", "content", Message = "contentEncoding is for contentBase64 and contentFrom; content is plain text")]
[ValidationRule(
    "!has(self.format) || self.format != 'AUTO' || self.path.matches('[.]([pP][yY]|[sS][cC][aA][lL][aA]|[sS][qQ][lL]|[rR]|[iI][pP][yY][nN][bB])$')",
    "format AUTO goes by the extension: path must end in .py, .scala, .sql, .r or .ipynb, in any case of letters; give the format otherwise")]
public sealed class DatabricksNotebookSpec : ICommonSpec, ITrimmedObject, IAccessControlled
{
    /// <inheritdoc cref="ICommonSpec.WorkspaceRef"/>
    /// <example>{"name": "prod"}</example>
    public WorkspaceReference? WorkspaceRef { get; set; }

    /// <inheritdoc cref="ICommonSpec.Suspend"/>
    /// <example>true</example>
    [DefaultValue("false")]
    public bool? Suspend { get; set; }

    /// <inheritdoc cref="ICommonSpec.Policies"/>
    /// <example>{"adoption": "ByName", "drift": "Report"}</example>
    public NotebookPolicies? Policies { get; set; }

    /// <inheritdoc cref="ICommonSpec.ExtraSettings"/>
    /// <remarks>Here these are further fields of the import. Databricks never returns them, so a change of them imports the notebook once more.</remarks>
    /// <example>{"some_new_field": "value"}</example>
    [PropertyLimits(0, 64)]
    [PreserveUnknownFields]
    public JsonObject? ExtraSettings { get; set; }

    /// <summary>
    /// Where the notebook is, from the root of the workspace. /Workspace/x and /x are the same place. Folders above it are made when they are missing and are
    /// never deleted. It cannot change.
    /// </summary>
    /// <example>/Shared/etl/load</example>
    [Required]
    [Length(2, 1024)]
    [Pattern("^(/[^/\\p{Cc}]+)+$")]
    [Immutable("to move the notebook, create a new resource with the new path and delete this one")]
    [ValidationRule(
        "!self.matches('/\\\\.\\\\.?(/|$)') && !self.matches('^/Workspace(/Workspace(/.*)?)?$')",
        "path must not have a segment . or .. and must name something below /Workspace")]
    public string Path { get; set; } = "";

    /// <summary>
    /// How the content is written: SOURCE (a source file with its cells between comments), JUPYTER, HTML, R_MARKDOWN or DBC, as Databricks exports them, or
    /// AUTO, which goes by the extension of path and then drops it, as Databricks does. Default: SOURCE.
    /// </summary>
    /// <example>JUPYTER</example>
    [DefaultValue("\"SOURCE\"")]
    [EnumValues("SOURCE", "JUPYTER", "HTML", "R_MARKDOWN", "DBC", "AUTO")]
    public string? Format { get; set; }

    /// <summary>The language of the cells that name none. Required with format SOURCE. A notebook of another language is deleted and imported anew.</summary>
    /// <example>PYTHON</example>
    [EnumValues("PYTHON", "SCALA", "SQL", "R")]
    public string? Language { get; set; }

    /// <summary>The content as text.</summary>
    /// <example>print("hello")</example>
    [Length(0, 1400000)]
    public string? Content { get; set; }

    /// <summary>The content in base64: for formats that are no text, and for what is compressed.</summary>
    /// <example>cHJpbnQoImhlbGxvIik=</example>
    [Length(0, 1400000)]
    public string? ContentBase64 { get; set; }

    /// <summary>Where the content is. A change there is imported within seconds.</summary>
    /// <example>{"configMapKeyRef": {"name": "etl", "key": "load.py"}}</example>
    public NotebookContentSource? ContentFrom { get; set; }

    /// <summary>Stands for content or contentBase64 where they were taken out to save memory. Never serialised.</summary>
    internal InlineContent? Inline { get; set; }

    /// <summary>gzip: what contentBase64 or contentFrom hold is compressed, so that up to 10 MB fit into one Kubernetes object. Default: it is not.</summary>
    /// <example>gzip</example>
    [EnumValues("gzip")]
    public string? ContentEncoding { get; set; }

    /// <summary>
    /// Who may read, run and edit the notebook. Unset: permissions are not managed, and those that were stay as they are. Set, even to an empty list: the
    /// direct grants are exactly these, plus the operator's own; what is inherited from the folder, and the group admins, stays.
    /// </summary>
    /// <example>[{"groupName": "analysts", "permissionLevel": "CAN_RUN"}]</example>
    [Items(0, 100)]
    [XListType(XListType.Atomic)]
    [UniqueBy(CommonRules.Principals, CommonRules.PrincipalsOnce)]
    public IList<AccessControlEntry>? AccessControlList { get; set; }

    /// <summary>A notebook is known by its path, so there is no field for another id.</summary>
    string? ICommonSpec.ExternalId
    {
        get => null;
        set { }
    }

    IPolicies? ICommonSpec.Policies => Policies;

    bool ITrimmedObject.IsTrimmed(string field) => Inline?.Field == field;
}

/// <summary>Where a notebook's content is, in the same namespace.</summary>
[ExactlyOneOf("configMapKeyRef, secretKeyRef")]
public sealed class NotebookContentSource
{
    /// <summary>An entry of a ConfigMap, of its data or its binaryData.</summary>
    /// <example>{"name": "etl", "key": "load.py"}</example>
    public ConfigMapKeyReference? ConfigMapKeyRef { get; set; }

    /// <summary>An entry of a Secret. Nothing of the content is shown anywhere, no hash of it either.</summary>
    /// <example>{"name": "etl", "key": "load.py"}</example>
    public SecretKeyReference? SecretKeyRef { get; set; }
}

/// <summary>One entry of a ConfigMap in the same namespace.</summary>
[XMapType(XMapType.Atomic)]
public sealed class ConfigMapKeyReference
{
    /// <summary>Name of the ConfigMap.</summary>
    /// <example>etl</example>
    [Required]
    [Length(1, 253)]
    [Pattern(Patterns.Subdomain)]
    public string Name { get; set; } = "";

    /// <summary>Key of the entry in the ConfigMap.</summary>
    /// <example>load.py</example>
    [Required]
    [Length(1, 253)]
    [Pattern("^[-._a-zA-Z0-9]+$")]
    public string Key { get; set; } = "";
}
