namespace Operator.Runtime.Hosting;

/// <summary>How the process is to end, when something other than a person ends it.</summary>
public sealed class OperatorLifetime
{
    /// <summary>Why the operator gave up; null while all is well.</summary>
    public string? FatalReason { get; private set; }

    public int ExitCode => FatalReason is null ? 0 : 1;

    internal void Fail(string reason) => FatalReason ??= reason;
}
