namespace Operator.Api.V1Alpha1;

/// <summary>Regular expressions (RE2) that several fields share.</summary>
public static class Patterns
{
    /// <summary>An RFC 1123 subdomain: the name of most Kubernetes objects.</summary>
    public const string Subdomain = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// <summary>An RFC 1123 label: the name of a namespace.</summary>
    public const string Label = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    /// <summary>A value of an enumeration of the REST API; open, so that values newer than this operator work.</summary>
    public const string ApiEnum = "^[A-Z][A-Z0-9_]*$";

    /// <summary>Has at least one character that is not white space.</summary>
    public const string NotBlank = "\\S";

    /// <summary>No white space anywhere: an id, not words.</summary>
    public const string NoSpace = "^\\S+$";

    /// <summary>A number that Databricks uses as an id.</summary>
    public const string NumericId = "^[0-9]+$";

    /// <summary>The key of a task or a job cluster.</summary>
    public const string TaskKey = "^[-_A-Za-z0-9]+$";

    /// <summary>An RFC 3339 time.</summary>
    public const string Time = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})$";

    /// <summary>ASCII characters, any number of them.</summary>
    public const string Ascii = "^[\\x00-\\x7F]*$";
}
