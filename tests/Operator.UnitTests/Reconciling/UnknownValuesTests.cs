using System.Reflection;
using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using Operator.Databricks.Errors;
using Operator.Reconciling;
using Operator.Runtime.Entities.Attributes;
using Operator.Runtime.Status;
using Operator.UnitTests.Managed;
using static Operator.UnitTests.Kinds.Clusters.Clusters;

namespace Operator.UnitTests.Reconciling;

/// <summary>A wrong value is the workspace's to refuse; the refusal says which it may have been.</summary>
public sealed class UnknownValuesTests
{
    private static readonly PropertyInfo[] Open =
        [.. typeof(ICommonSpec).Assembly.GetTypes().SelectMany(
            type => type.GetProperties(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance))
            .Where(property => property.GetCustomAttribute<PatternAttribute>()?.RegexPattern == "^[A-Z][A-Z0-9_]*$")];

    [Fact]
    public void OpenFields_OfTheSpecs_AllHaveTheirValues()
    {
        Assert.True(Open.Length > 20, $"only {Open.Length}");
        Assert.Empty(Open.Where(property => property.GetCustomAttribute<KnownValuesAttribute>() is null)
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}"));
    }

    [Fact]
    public void Of_ASpecOfKnownValues_IsSilent()
    {
        var cluster = Fixed(2, spec =>
        {
            (spec.DataSecurityMode, spec.RuntimeEngine) = ("USER_ISOLATION", null);
            spec.AwsAttributes = new AwsAttributesSpec { Availability = "SPOT", ZoneId = "anything" };
            spec.ExtraSettings = new JsonObject { ["availability"] = "NOTHING" };
        });

        Assert.Empty(UnknownValues.Of(cluster.Spec));
        Assert.Empty(UnknownValues.Of(Kinds.Jobs.Jobs.Of(spec => spec.GitSource = new JobGitSource { GitUrl = "u", GitProvider = "GITHUB" }).Spec));
    }

    [Theory]
    [InlineData("SPOT_FALLBACK", "SPOT_WITH_FALLBACK")]
    [InlineData("ONDEMAND", "ON_DEMAND")]
    [InlineData("SPOTS", "SPOT")]
    public void Of_AValueThatIsNotKnown_NamesTheFieldTheValuesAndTheNearest(string given, string nearest)
    {
        var cluster = Fixed(2, spec => spec.AwsAttributes = new AwsAttributesSpec { Availability = given });

        Assert.Equal(
            [$"spec.awsAttributes.availability is {given}, which is none of the values this operator knows: SPOT, ON_DEMAND, SPOT_WITH_FALLBACK; did you "
                + $"mean {nearest}?"],
            UnknownValues.Of(cluster.Spec));
    }

    [Fact]
    public void Of_ValuesDeepInAJob_NameTheTaskAndTheClusterTheyAreIn()
    {
        var job = Kinds.Jobs.Jobs.Of(spec =>
        {
            spec.JobClusters = [new JobClusterSpec { JobClusterKey = "shared", NewCluster = new NewCluster { RuntimeEngine = "FOTON" } }];
            spec.Health = new JobHealth { Rules = [new JobHealthRule { Metric = "RUN_DURATION", Op = "GREATER_THAN" }] };
            spec.Tasks =
                [new JobTaskSpec { TaskKey = "loop", ForEachTask = new ForEachTaskSpec { Task = new RepeatedTask { TaskKey = "one", RunIf = "ALWAYS" } } }];
        });

        Assert.Equal(
            [
                "spec.tasks[loop].forEachTask.task.runIf is ALWAYS",
                "spec.jobClusters[shared].newCluster.runtimeEngine is FOTON",
                "spec.health.rules[0].metric is RUN_DURATION",
            ],
            UnknownValues.Of(job.Spec).Select(sentence => sentence[..sentence.IndexOf(',', StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task Reconcile_ARefusedCreation_SaysWhichValueItMayHaveBeenInConditionAndEvent()
    {
        using var pass = PassHarness.Start(cluster => cluster.Spec.AwsAttributes = new AwsAttributesSpec { Availability = "SPOT_FALLBACK" });
        pass.External.Failures["create"] = (PassHarness.Failure(DatabricksErrorKind.Invalid), false);

        await pass.ReconcileAsync();

        var ready = pass.Status.Conditions.Find(ConditionTypes.Ready)!;
        Assert.Equal(("False", Reasons.Rejected), (ready.Status, ready.Reason));
        Assert.Contains("did you mean SPOT_WITH_FALLBACK?", ready.Message, StringComparison.Ordinal);
        Assert.Contains(pass.Events, text => text.Contains("did you mean SPOT_WITH_FALLBACK?", StringComparison.Ordinal));
    }
}
