using System.Globalization;
using Databricks.Simulator.Http;
using Databricks.Simulator.Permissions;

namespace Databricks.Simulator.Jobs;

/// <summary>
/// Who may do what with a job. The check precedes the look whether the job exists: who may not see a job is told so, even when it is deleted
/// (behavior §4.5).
/// </summary>
internal sealed class JobAccess(JobOptions options)
{
    public static readonly string[] Levels = ["CAN_VIEW", "CAN_MANAGE_RUN", PermissionFamily.ManageLevel, PermissionFamily.OwnerLevel];

    public Grants Grants { get; } = new();

    public bool MaySee(long job, string user) => Holds(job, user, Levels);

    public void RequireView(long job, string user)
    {
        if (!MaySee(job, user))
        {
            throw Denied($"User {user} does not have View or Admin or Manage Run or Owner permissions on job {job}");
        }
    }

    public void RequireRun(long job, string user)
    {
        if (!Holds(job, user, Levels[1..]))
        {
            throw Denied($"User {user} does not have Manage Run or Admin or Owner permissions on job {job}");
        }
    }

    public void RequireManage(long job, string user)
    {
        if (!Holds(job, user, Levels[2..]))
        {
            throw Denied($"User {user} does not have Admin or Owner permissions on job {job}");
        }
    }

    public void RequirePermissions(string id, string user)
    {
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var job) || !Holds(job, user, Levels[2..]))
        {
            throw Denied(
                $"{user} does not have Manage permissions on Job with ID: ElasticJobId({id}). Please contact the owner or an administrator for access.");
        }
    }

    public static ApiException Denied(string message) => new(403, "PERMISSION_DENIED", message);

    private bool Holds(long job, string user, string[] levels) =>
        !options.RestrictedUsers.Contains(user)
        || (Grants.Find(job.ToString(CultureInfo.InvariantCulture)) is { } given
            && given.Exists(grant => levels.Contains(grant.Level) && grant.IsHeldBy(user)));
}
