namespace Operator.Benchmarks.Processes;

/// <summary>What a process has used since it started.</summary>
/// <param name="Processor">User and system time.</param>
/// <param name="PeakBytes">The largest resident set.</param>
internal sealed record ProcessUse(TimeSpan Processor, long PeakBytes)
{
    public double PeakMebibytes => PeakBytes / 1024.0 / 1024;
}
