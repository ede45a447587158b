namespace Operator.Api.V1Alpha1;

/// <summary>
/// The longest values a status may hold. The API server refuses a whole status write for one value beyond its bound, so
/// whatever comes from Databricks has to be cut to these before it is written.
/// </summary>
public static class StatusLimits
{
    /// <summary>Characters of an id, a state, a code or another single word.</summary>
    public const int Token = 256;

    /// <summary>Characters of a name of a person, workspace, library or event.</summary>
    public const int Name = 1024;

    /// <summary>Characters of a text meant for people.</summary>
    public const int Message = 4096;

    /// <summary>Characters of a link.</summary>
    public const int Url = 2048;

    /// <summary>Characters of a path to a setting.</summary>
    public const int Path = 512;

    /// <summary>Paths in status.drift and status.plan.</summary>
    public const int Fields = 128;

    /// <summary>Paths in status.appliedFields.</summary>
    public const int AppliedFields = 2048;

    /// <summary>Entries of terminationReason.parameters.</summary>
    public const int Parameters = 64;

    /// <summary>Entries of status.libraries.</summary>
    public const int Libraries = 256;

    /// <summary>Entries of status.lastEvents.</summary>
    public const int Events = 10;

    /// <summary>Entries of a run's status.tasks.</summary>
    public const int Tasks = 1000;

    /// <summary>Entries of a run's status.outputs.</summary>
    public const int Outputs = 32;

    /// <summary>Bytes of a text in a run's status.outputs.</summary>
    public const int Output = 4096;

    /// <summary>Bytes of all texts in a run's status.outputs together.</summary>
    public const int OutputTotal = 65_536;
}
