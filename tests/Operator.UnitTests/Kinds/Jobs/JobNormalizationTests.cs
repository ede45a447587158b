using System.Text.Json.Nodes;
using Operator.Api.V1Alpha1;
using static Operator.UnitTests.Kinds.Jobs.Jobs;

namespace Operator.UnitTests.Kinds.Jobs;

/// <summary>What an answer says in other words than the spec is no difference.</summary>
public sealed class JobNormalizationTests
{
    [Theory]
    [InlineData("dbfs:/x.py", "WORKSPACE")]
    [InlineData("dbfs:/x.py", null)]
    [InlineData("/Workspace/x.py", "WORKSPACE")]
    [InlineData("jobs/x.py", "GIT")]
    public void Different_APythonFileOfAJobWithARepository_IsNotWhereverItIsFrom(string file, string? answer)
    {
        var job = Of(spec =>
        {
            spec.GitSource = new JobGitSource { GitUrl = "https://example.com/r", GitProvider = "gitHub" };
            spec.Tasks = [new JobTaskSpec { TaskKey = "a", SparkPythonTask = new SparkPythonTaskSpec { PythonFile = file } }];
        }).Applied();

        Assert.Empty(Different(job, Echo(job, settings => settings["tasks"]![0]!["spark_python_task"]!["source"] = answer)));
    }

    [Fact]
    public void Different_TheSourceOfATaskTakenOut_IsUntilItIsReset()
    {
        var applied = WithTask(task => task.NotebookTask!.Source = "GIT").Applied();
        var job = WithTask(_ => { });
        job.Status.AppliedFields = applied.Status.AppliedFields;

        Assert.Equal(["tasks[main].notebookTask.source"], Different(job, Echo(applied)));
        Assert.Empty(Different(job.Applied(), Echo(applied)));
    }

    [Theory]
    [InlineData("us-east-1a", false)]
    [InlineData("auto", true)]
    public void Different_AZoneLeftToTheCloud_IsWhereTheClusterOfAJobIsPinnedToOne(string answer, bool isSame)
    {
        var job = Ruled(cluster => cluster.AwsAttributes = new AwsAttributesSpec { ZoneId = "auto" });

        Assert.Equal(isSame, Different(job, Echo(job, settings => Cluster(settings)["aws_attributes"]!["zone_id"] = answer)).Count == 0);
    }

    [Theory]
    [InlineData("DATA_SECURITY_MODE_AUTO", "USER_ISOLATION", false)]
    [InlineData("SINGLE_USER", "DATA_SECURITY_MODE_AUTO", false)]
    [InlineData("DATA_SECURITY_MODE_AUTO", "DATA_SECURITY_MODE_AUTO", true)]
    [InlineData("DATA_SECURITY_MODE_DEDICATED", "SINGLE_USER", true)]
    public void Different_TheSecurityModeOfAJobsCluster_IsTheOneThatWasGiven(string mode, string answer, bool isSame)
    {
        var job = Ruled(cluster => cluster.DataSecurityMode = mode);

        Assert.Equal(isSame, Different(job, Echo(job, settings => Cluster(settings)["data_security_mode"] = answer)).Count == 0);
    }

    [Fact]
    public void Different_TheDefaultsOfAPolicyAskedForAndAnsweredAsFalse_AreNot()
    {
        var job = Ruled(cluster => (cluster.PolicyId, cluster.ApplyPolicyDefaultValues) = ("P", true)).Applied();

        Assert.Empty(Different(job, Echo(job, settings => Cluster(settings)["apply_policy_default_values"] = false)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Different_TheVersionOfAnEnvironmentAnsweredInItsOtherName_IsNot(bool isOlder)
    {
        var job = Of(spec => spec.Environments =
            [new TaskEnvironmentSpec { EnvironmentKey = "e", Spec = isOlder
                ? new JobEnvironmentSpec { Client = "2" }
                : new JobEnvironmentSpec { EnvironmentVersion = "2" } }]).Applied();
        JsonObject Answer(string version) => new() { [isOlder ? "environment_version" : "client"] = version };

        Assert.Empty(Different(job, Echo(job, settings => settings["environments"]![0]!["spec"] = Answer("2"))));
        Assert.NotEmpty(Different(job, Echo(job, settings => settings["environments"]![0]!["spec"] = Answer("3"))));
    }

    [Fact]
    public void Different_AddressesInAnotherCase_AreNot()
    {
        var job = Ruled(cluster => cluster.SingleUserName = "Ada@example.com");
        job.Spec.EmailNotifications = new EmailNotificationsSpec { OnFailure = ["Ada@example.com", "eve@example.com"] };

        Assert.Empty(Different(job, Echo(job, settings =>
        {
            settings["email_notifications"]!["on_failure"] = new JsonArray("eve@example.com", "ada@example.com");
            Cluster(settings)["single_user_name"] = "ada@example.com";
        })));
    }

    [Fact]
    public void Different_ASpeedOfServerlessTasksThatTheWorkspaceChose_IsNot() =>
        Assert.Empty(Different(Of().Applied(), Echo(Of(), settings => settings["performance_target"] = "STANDARD")));

    [Fact]
    public void Different_ALibraryWithoutExclusions_IsTheSameAsOneWithNone()
    {
        var job = WithTask(task => task.Libraries =
            [new LibrarySpec { Maven = new MavenLibrarySpec { Coordinates = "a:b:1", Exclusions = [] } }, new LibrarySpec { Jar = "a.jar" }]).Applied();

        Assert.Empty(Different(job, Echo(job, settings => settings["tasks"]![0]!["libraries"]![0]!["maven"]!.AsObject().Remove("exclusions"))));
    }
}
