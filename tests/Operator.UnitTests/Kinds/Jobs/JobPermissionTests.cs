using Operator.Api.V1Alpha1;
using Operator.Databricks.Permissions;
using Operator.UnitTests.Kinds.Harness;

namespace Operator.UnitTests.Kinds.Jobs;

public sealed class JobPermissionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Permissions_OfANewJob_AreSetOnceAndItsOwnerIsKept()
    {
        await using var job = await GrantingAsync("ada@example.com", "CAN_VIEW");

        Assert.Equal(["ada@example.com=CAN_VIEW", "operator@example.com=IS_OWNER"], Grants(job));
        await job.PassAfterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["jobs/create", "permissions/set"], job.Workspace.Changes);
    }

    [Fact]
    public async Task Permissions_WithAnotherOwner_LeaveTheOperatorWhatItNeeds()
    {
        await using var job = await GrantingAsync("ada@example.com", "IS_OWNER");
        Assert.Equal(["ada@example.com=IS_OWNER", "operator@example.com=CAN_MANAGE"], Grants(job));

        // A job has one owner at any time, and a list that names none leaves the one there is: runs act as the owner.
        job.Edit(spec => spec.AccessControlList = []);
        await job.SettleAsync();

        Assert.Equal(1, job.Calls("permissions/set"));
        Assert.Contains("ada@example.com=IS_OWNER", Grants(job));
    }

    [Fact]
    public async Task Permissions_AndSettingsThatBothDiffer_AreSentInTwoPassesAndToldInOne()
    {
        await using var job = await JobHarness.SettledAsync();
        job.Edit(spec =>
        {
            spec.Description = "new";
            spec.AccessControlList = [new AccessControlEntry { GroupName = "data", PermissionLevel = "CAN_MANAGE_RUN" }];
            spec.Policies = new JobPolicies { Management = ManagementPolicy.Plan };
        });
        await job.PassAsync();
        Assert.Equal(["accessControlList", "description"], job.Status.Plan!.Fields!.Order());
        job.Edit(spec => spec.Policies = null);

        await job.PassAsync();
        Assert.Equal((1, 0), (job.Calls("jobs/reset"), job.Calls("permissions/set")));
        await job.SettleAsync();

        Assert.Equal(["jobs/create", "jobs/reset", "permissions/set"], job.Workspace.Changes);
    }

    [Fact]
    public async Task Permissions_ChangedBySomebody_ArePutRightAtTheNextLook()
    {
        await using var job = await GrantingAsync("ada@example.com", "CAN_VIEW");
        await ListAsync(job);
        var everybody = new PermissionsRequest { AccessControlList = [new() { GroupName = "everybody", PermissionLevel = "CAN_MANAGE" }] };
        await job.Client.Permissions.PatchAsync("jobs", job.Status.JobId!, everybody, Cancellation);
        var quiet = await job.PassAsync();
        Assert.Equal(1, job.Calls("permissions/set"));

        job.Workspace.Pass(quiet.RequeueAfter!.Value);
        await job.SettleAsync();

        Assert.Equal(2, job.Calls("permissions/set"));
        Assert.DoesNotContain(Grants(job), grant => grant.StartsWith("everybody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Permissions_OfAJobWithoutAList_AreNeitherReadNorWritten()
    {
        await using var job = await JobHarness.SettledAsync();

        var quiet = await ListAsync(job);

        Assert.Equal((0, 0), (job.Calls("permissions/get"), job.Calls("permissions/set")));
        Assert.True(quiet.RequeueAfter > TimeSpan.FromHours(1));
    }

    /// <summary>The first pass of a process reads the first list. Until a list has the job, it is looked at every minute.</summary>
    private static Task<PassEnd> ListAsync(JobHarness job)
    {
        job.Restart();
        return job.PassAsync();
    }

    private static Task<JobHarness> GrantingAsync(string user, string level) =>
        JobHarness.SettledAsync(spec => spec.AccessControlList = [new AccessControlEntry { UserName = user, PermissionLevel = level }]);

    private static IEnumerable<string> Grants(JobHarness job) =>
        job.Remote.Permissions.Of("jobs", job.Status.JobId!).Order(StringComparer.Ordinal);
}
