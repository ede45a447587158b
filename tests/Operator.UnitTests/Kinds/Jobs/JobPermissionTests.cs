using Operator.Api.V1Alpha1;
using Operator.Databricks.Permissions;
using Operator.Permissions;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

public sealed class JobPermissionTests : IAsyncLifetime
{
    private JobFixture fixture = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => fixture = await JobFixture.StartAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Permissions_OfANewJob_AreSetOnceAndItsOwnerIsKept()
    {
        var job = Granting("user ada@example.com CAN_VIEW");
        var id = await fixture.CreateAsync(job, Marker);

        Assert.Equal(["accessControlList"], await fixture.ConvergeAsync(job, id));
        Assert.Equal(["ada@example.com CAN_VIEW", "operator@example.com IS_OWNER"], await GrantsAsync(id));
        Assert.Empty(await fixture.ConvergeAsync(job, id));
        Assert.Equal(1, fixture.Calls("permissions/set"));
    }

    [Fact]
    public async Task Permissions_WithAnotherOwner_LeaveTheOperatorWhatItNeeds()
    {
        var job = Granting("user ada@example.com IS_OWNER");
        var id = await fixture.CreateAsync(job, Marker);
        await fixture.ConvergeAsync(job, id);
        Assert.Equal(["ada@example.com IS_OWNER", "operator@example.com CAN_MANAGE"], await GrantsAsync(id));

        // A job has one owner at any time, and a list that names none leaves the one there is: runs act as the owner.
        job.Spec.AccessControlList = [];
        Assert.Empty(await fixture.ConvergeAsync(job, id));
        Assert.Contains("ada@example.com IS_OWNER", await GrantsAsync(id));
    }

    [Fact]
    public async Task Permissions_AndSettingsThatBothDiffer_AreSentInTwoPassesAndToldInOne()
    {
        var job = WithTask(_ => { });
        var id = await fixture.CreateAsync(job, Marker);
        job.Spec.Description = "new";
        job.Spec.AccessControlList = [new AccessControlEntry { GroupName = "data", PermissionLevel = "CAN_MANAGE_RUN" }];

        var first = await fixture.PassAsync(job, id);

        Assert.Equal((null, 1, 0), (first.Part, fixture.Calls("jobs/reset"), fixture.Calls("permissions/set")));
        Assert.Equal(["accessControlList", "description"], first.Fields.Order());
        Assert.Equal(["accessControlList"], await fixture.ConvergeAsync(job, id));
    }

    [Fact]
    public async Task Permissions_ChangedBySomebody_ArePutRightAtTheNextLook()
    {
        var job = Granting("user ada@example.com CAN_VIEW");
        var id = job.Status.JobId = await fixture.CreateAsync(job, Marker);
        await fixture.ConvergeAsync(job, id);
        await fixture.Client.Permissions.PatchAsync(
            "jobs", id, new PermissionsRequest { AccessControlList = [new() { GroupName = "everybody", PermissionLevel = "CAN_MANAGE" }] }, Cancellation);
        Assert.Empty(await fixture.ConvergeAsync(job, id));

        fixture.Time.Advance(fixture.NextCheck(job)!.Value);

        Assert.Equal(["accessControlList"], await fixture.ConvergeAsync(job, id));
        Assert.DoesNotContain(await GrantsAsync(id), grant => grant.StartsWith("everybody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Permissions_OfAJobWithoutAList_AreNeitherReadNorWritten()
    {
        var job = WithTask(_ => { });
        var id = await fixture.CreateAsync(job, Marker);
        await fixture.ConvergeAsync(job, id);

        Assert.Equal((0, 0, null), (fixture.Calls("permissions/get"), fixture.Calls("permissions/set"), fixture.NextCheck(job)));
    }

    private static DatabricksJob Granting(string entry)
    {
        var job = WithTask(_ => { });
        var words = entry.Split(' ');
        job.Spec.AccessControlList = [new AccessControlEntry { UserName = words[1], PermissionLevel = words[2] }];
        return job;
    }

    private async Task<IReadOnlyList<string>> GrantsAsync(string id) =>
        [.. SeenPermissions.Direct(await fixture.Client.Permissions.GetAsync("jobs", id, Cancellation)).Select(grant => $"{grant.Principal.Name} {grant.Level}").Order(StringComparer.Ordinal)];
}
