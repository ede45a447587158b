using Operator.Settings;
using static Operator.Settings.FieldRule;

namespace Operator.Kinds.Jobs;

/// <summary>How notifications and health are compared, of a job and of each of its tasks.</summary>
internal static class NotificationFieldRules
{
    private static readonly string[] Events =
        ["on_duration_warning_threshold_exceeded", "on_failure", "on_start", "on_streaming_backlog_exceeded", "on_success"];

    /// <param name="prefix">Of the fields, with its dot; empty for the job's own.</param>
    public static IEnumerable<KeyValuePair<string, FieldRule>> Below(string prefix)
    {
        foreach (var name in Events)
        {
            yield return new($"{prefix}email_notifications.{name}", Set("The order of addresses means nothing."));
            yield return new(
                $"{prefix}email_notifications.{name}[]", ListElement with { Reason = "Addresses may come back in another case.", IgnoresCase = true });
            yield return new($"{prefix}webhook_notifications.{name}", KeyedList("id", "Destinations come back in any order (behavior §4.3)."));
            yield return new($"{prefix}webhook_notifications.{name}[].id", Exact("Returned as it was given."));
        }

        yield return new($"{prefix}email_notifications", Exact("Only those named are notified; {} when it is not given (behavior §4.3)."));
        yield return new($"{prefix}email_notifications.no_alert_for_skipped_runs", ServerDefault(false, "false may be filled in (behavior §4.3)."));
        yield return new($"{prefix}webhook_notifications", Exact("Only those named are notified; {} when it is not given (behavior §4.3)."));
        yield return new($"{prefix}notification_settings", Exact("Everybody is notified unless it says otherwise."));
        yield return new($"{prefix}notification_settings.no_alert_for_canceled_runs", ServerDefault(false, "false when it is not given."));
        yield return new($"{prefix}notification_settings.no_alert_for_skipped_runs", ServerDefault(false, "false when it is not given."));
        yield return new($"{prefix}health", Exact("Returned as it was sent (behavior §4.3)."));
        yield return new($"{prefix}health.rules", Set("The order of rules means nothing."));
    }
}
