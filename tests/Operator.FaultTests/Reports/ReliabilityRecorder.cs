namespace Operator.FaultTests.Reports;

/// <summary>Writes what the run has tried into docs/reliability.md, when FAULTS_RECORD is set; `make faults` sets it.</summary>
public sealed class ReliabilityRecorder : IDisposable
{
    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("FAULTS_RECORD") is { Length: > 0 })
        {
            File.WriteAllText(ReliabilityPage.File, ReliabilityPage.Write(File.ReadAllText(ReliabilityPage.File)));
        }
    }
}
