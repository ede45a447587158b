using System.Text.Json;
using Operator.Databricks.Http;

namespace Operator.Databricks.Tasks;

public sealed record CronSchedule : WireRecord
{
    /// <summary>PAUSED or UNPAUSED; UNPAUSED if unset (behavior §4.3), as in all triggers.</summary>
    public string? PauseStatus { get; init; }

    public string? QuartzCronExpression { get; init; }

    public JsonElement? SqlCondition { get; init; }

    public string? TimezoneId { get; init; }
}
