using System.Globalization;
using System.Text.Json.Nodes;
using Operator.IntegrationTests.Harness;
using Operator.IntegrationTests.Policies;

namespace Operator.IntegrationTests.Jobs;

/// <summary>Which job a resource takes, and how far it goes with it.</summary>
public sealed class JobPolicyTests(ControlPlane controlPlane) : ManagedKindTests(controlPlane, "DatabricksJob")
{
    private const string Access = "accessControlList: [{userName: ada@example.com, permissionLevel: CAN_VIEW}]";

    protected override string Edit => """{"description":"new"}""";

    protected override bool IsAlive => Place.Remote.Jobs.Ids.Count == 1;

    [Fact]
    public async Task Adoption_Never_MakesASecondOneAndLeavesTheFirstAlone()
    {
        var theirs = Theirs();
        var before = Settings(theirs).ToJsonString();

        await StartAsync("policies: {adoption: Never}");

        Assert.Equal(2, Place.Remote.Jobs.Ids.Count);
        Assert.NotEqual(Text(theirs), await Resource.FieldAsync(".status.jobId"));
        Assert.Equal(before, Settings(theirs).ToJsonString());
        Assert.Equal(["jobs/create"], Place.Written);
    }

    [Fact]
    public async Task Adoption_OfWhatWasRetained_FindsItsJobAgain()
    {
        await StartAsync("policies: {deletion: Retain}");
        var id = await Resource.FieldAsync(".status.jobId");
        await Resource.DeleteAsync();
        await Resource.GoneAsync();

        await StartAsync("policies: {adoption: IfMarked}");

        Assert.Equal(id, await Resource.FieldAsync(".status.jobId"));
        Assert.Equal(["jobs/create"], Place.Written);
    }

    [Fact]
    public async Task Adoption_ByANameThatTwoHave_AsksWhichAndTouchesNeither()
    {
        long[] theirs = [Theirs(), Theirs()];

        await Resource.ApplyAsync(Spec("policies: {adoption: ByName}"));
        var stalled = await Resource.SaysAsync("Stalled", "True AmbiguousName");

        Assert.All(theirs, id => Assert.Contains(Text(id), stalled, StringComparison.Ordinal));
        await IsLeftAloneAsync();
        Assert.Equal(theirs, Place.Remote.Jobs.Ids);
    }

    [Fact]
    public async Task ExternalId_OfAJob_TakesItOverAndMakesItAsTheSpecSays()
    {
        var theirs = Theirs("another");

        await StartAsync($"externalId: \"{theirs}\"");

        Assert.Equal([theirs], Place.Remote.Jobs.Ids);
        Assert.Equal(["jobs/reset"], Place.Written);
        Assert.Equal("main", (string)Settings(theirs)["tasks"]![0]!["task_key"]!);
    }

    [Fact]
    public async Task ExternalId_OfNoJob_StallsAndMakesNone()
    {
        await Resource.ApplyAsync(Spec("externalId: \"123\""));

        await Resource.SaysAsync("Stalled", "True AdoptionTargetNotFound");

        await IsLeftAloneAsync();
        Assert.Empty(Place.Remote.Jobs.Ids);
    }

    [Fact]
    public async Task ExternalId_OfAnothersJob_StallsAndLeavesItToThatOne()
    {
        await StartAsync();
        var second = Place.Object("DatabricksJob", "second");

        await second.ApplyAsync(Spec($"description: mine, externalId: \"{Place.Remote.Jobs.Ids.Single()}\""));
        await second.SaysAsync("Stalled", "True ExternalIdInUse");

        await second.DeleteAsync();
        await second.GoneAsync();
        Assert.True(IsAlive);
        Assert.Equal(["jobs/create"], Place.Written);
    }

    [Fact]
    public async Task Observe_OfAJob_IsReadyTellsTheDriftAndNeverWrites()
    {
        var theirs = Theirs();
        Place.Remote.Jobs.Change(theirs, settings => settings["description"] = "theirs");

        await Resource.ApplyAsync(Spec($"externalId: \"{theirs}\", description: mine, policies: {{management: Observe}}"));
        await Resource.SaysAsync("Ready", "True");
        Assert.Contains("description", await Resource.SaysAsync("Synced", "False DriftDetected"), StringComparison.Ordinal);
        Place.Remote.Jobs.Change(theirs, settings => settings["description"] = "mine");
        await Resource.SaysAsync("Synced", "True Observed");
        await Resource.LookedAtAsync();
        await Resource.DeleteAsync();
        await Resource.GoneAsync();

        Assert.Empty(Place.Writes);
        Assert.True(IsAlive);
    }

    [Fact]
    public async Task Plan_OfAJobAndThenManage_IsCarriedOutAndTakenBack()
    {
        await Resource.ApplyAsync(Spec("policies: {management: Plan}"));
        await Resource.ShowsAsync(".status.plan.action", "Create");
        await Resource.SaysAsync("Synced", "False ChangesPlanned");
        await IsLeftAloneAsync();

        await StartAsync("policies: {management: Manage}");
        Assert.Equal(["jobs/create"], Place.Written);
        Assert.Empty(await Resource.FieldAsync(".status.plan"));

        await Resource.PatchAsync("""{"spec":{"description":"new","policies":{"management":"Plan"}}}""");
        await Resource.ShowsAsync(".status.plan.fields[*]", "description");
        await IsLeftAloneAsync();
        await Resource.PatchAsync("""{"spec":{"policies":{"management":"Manage"}}}""");
        await Resource.SettledAsync();
        Assert.Equal(["jobs/create", "jobs/reset"], Place.Written);
        Assert.Empty(await Resource.FieldAsync(".status.plan"));
    }

    [Fact]
    public async Task Drift_OfASettingUnderReport_IsToldAndLeftAlone()
    {
        await StartAsync("policies: {drift: Report}");

        Place.Remote.Jobs.Change(Place.Remote.Jobs.Ids.Single(), settings => settings["description"] = "theirs");

        await Resource.ShowsAsync(".status.drift.fields[*]", "description");
        await Resource.SaysAsync("Ready", "True");
        await IsLeftAloneAsync();
        Assert.Equal("theirs", (string)Settings(Place.Remote.Jobs.Ids.Single())["description"]!);
    }

    [Theory]
    [InlineData("Report")]
    [InlineData("Correct")]
    public async Task Drift_OfPermissions_IsToldAndPutRightUnlessOnlyReported(string drift)
    {
        await StartAsync($"{Access}, policies: {{drift: {drift}}}");
        await Eventually.HoldsAsync(() => Sets == 1, "the grants");
        await Resource.SettledAsync();
        var granted = GrantsOfTheJob().Order(StringComparer.Ordinal);

        await Place.CallAsync(
            HttpMethod.Patch,
            $"/api/2.0/permissions/jobs/{Place.Remote.Jobs.Ids.Single()}",
            """{"access_control_list":[{"group_name":"everybody","permission_level":"CAN_MANAGE"}]}""");

        if (drift == "Report")
        {
            await Resource.ShowsAsync(".status.drift.fields[*]", "accessControlList");
            await Resource.LookedAtAsync();
            Assert.Equal(1, Sets);
            return;
        }

        await Eventually.HoldsAsync(() => Sets == 2, "the repair", TimeSpan.FromSeconds(40), () => Place.Log);
        await Resource.SettledAsync();
        Assert.Equal(granted, GrantsOfTheJob().Order(StringComparer.Ordinal));
    }

    protected override async Task StartAsync(string further = "")
    {
        await Resource.ApplyAsync(Spec(further));
        await Resource.SettledAsync();
    }

    internal static string Spec(string further) =>
        $"{{tasks: [{{taskKey: main, notebookTask: {{notebookPath: /main}}}}]{(further.Length > 0 ? $", {further}" : "")}}}";

    private int Sets => Place.Written.Count(name => name == "permissions/set");

    private IEnumerable<string> GrantsOfTheJob() => Place.Remote.Permissions.Of("jobs", Text(Place.Remote.Jobs.Ids.Single()));

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>A job of somebody else's.</summary>
    private long Theirs(string name = "x") => Place.Remote.Jobs.Create(
        new JsonObject
        {
            ["name"] = name,
            ["queue"] = new JsonObject { ["enabled"] = true },
            ["tasks"] = JsonNode.Parse("""[{"task_key":"main","notebook_task":{"notebook_path":"/main"}}]""")
        }, "ada@example.com");

    private JsonObject Settings(long id) => Place.Remote.Jobs.Find(id)!["settings"]!.AsObject();
}
