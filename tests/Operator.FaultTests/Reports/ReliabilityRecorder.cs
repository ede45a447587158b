namespace Operator.FaultTests.Reports;

/// <summary>Records what the run has tried in docs/reliability.csv and docs/reliability.md, when FAULTS_RECORD is set; `make faults` sets it.</summary>
public sealed class ReliabilityRecorder : IDisposable
{
    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("FAULTS_RECORD") is { Length: > 0 })
        {
            var results = FaultRecord.Merge(FaultRecord.Read(), FaultLedger.Results());
            FaultRecord.Write(results);
            File.WriteAllText(ReliabilityPage.File, ReliabilityPage.Write(File.ReadAllText(ReliabilityPage.File), results));
        }
    }
}
