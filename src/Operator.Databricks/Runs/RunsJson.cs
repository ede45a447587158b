using System.Text.Json.Serialization;

namespace Operator.Databricks.Runs;

/// <summary>How the requests and responses of this area are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(RunNow))]
[JsonSerializable(typeof(SubmitRun))]
[JsonSerializable(typeof(StartedRun))]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(RunPage))]
[JsonSerializable(typeof(RunReference))]
[JsonSerializable(typeof(CancelAllRuns))]
[JsonSerializable(typeof(RepairRun))]
[JsonSerializable(typeof(StartedRepair))]
[JsonSerializable(typeof(ExportedRun))]
[JsonSerializable(typeof(RunOutput))]
internal sealed partial class RunsJson : JsonSerializerContext;
