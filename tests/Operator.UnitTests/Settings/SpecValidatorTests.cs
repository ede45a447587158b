using Operator.Api.V1Alpha1;
using Operator.Kinds;
using Operator.Settings;

namespace Operator.UnitTests.Settings;

/// <summary>The rules of the types, evaluated on specs as an API server without CEL stores them. That they say what the CEL says is shown elsewhere.</summary>
public sealed class SpecValidatorTests
{
    public static TheoryData<string> Specs =>
        [.. KindRegistry.All.Select(kind => kind.Resource.GetProperty("Spec")!.PropertyType.AssemblyQualifiedName!)];

    /// <summary>Every rule of every type inside is bound to its fields then: one that names a field wrongly would throw.</summary>
    [Theory]
    [MemberData(nameof(Specs))]
    public void Problems_OfAnEmptySpecOfAnyKind_BeginWithTheSpec(string type) => Assert.All(
        SpecValidator.Problems(Activator.CreateInstance(Type.GetType(type)!)!), problem => Assert.StartsWith("spec", problem, StringComparison.Ordinal));

    [Fact]
    public void Problems_OfAJob_NameTasksByTheirKeyAndLibrariesByTheirPlace()
    {
        var cluster = new NewCluster { PolicyId = "P", NumWorkers = 1, Autoscale = new Autoscale() };
        var spec = new DatabricksJobSpec
        {
            Tasks =
            [
                new JobTaskSpec { TaskKey = "load", JobClusterKey = "c", EnvironmentKey = "e", Libraries = [new LibrarySpec { Jar = "a" }, new LibrarySpec()] },
                new JobTaskSpec { TaskKey = "loop", ForEachTask = new ForEachTaskSpec { Task = new RepeatedTask { NewCluster = cluster } } },
            ],
            RunAs = new JobRunAsSpec { UserName = "a", GroupName = "b" },
        };

        Assert.Equal(
            [
                "spec.tasks[load]: existingClusterId, existingClusterRef, newCluster, jobClusterKey and environmentKey exclude each other:"
                    + " a task runs in one place",
                "spec.tasks[load].libraries[1]: give exactly one of jar, egg, whl, requirements, pypi, maven and cran",
                "spec.tasks[loop].forEachTask.task.newCluster: numWorkers and autoscale exclude each other: give a fixed size or a range",
                "spec.runAs: give exactly one of userName, servicePrincipalName and groupName",
            ],
            SpecValidator.Problems(spec));
    }

    [Fact]
    public void Problems_OfAPrincipalThatStandsTwice_SayWhatToDo()
    {
        var spec = new DatabricksNotebookSpec
        {
            Content = "1",
            Language = "PYTHON",
            AccessControlList = [new() { UserName = "ada", PermissionLevel = "CAN_READ" }, new() { UserName = "ada", PermissionLevel = "CAN_RUN" }],
        };

        Assert.Equal(["spec.accessControlList: give each principal once, with its highest permissionLevel"], SpecValidator.Problems(spec));
    }

    /// <summary>The content of a notebook is not kept in memory.</summary>
    [Theory]
    [InlineData("content", null, 0)]
    [InlineData("contentBase64", "gzip", 0)]
    [InlineData("content", "gzip", 1)]
    public void Problems_OfANotebookWithoutItsContent_CountWhatStandsForIt(string field, string? encoding, int expected)
    {
        var spec = new DatabricksNotebookSpec { Language = "PYTHON", Inline = new InlineContent(field, null, "", null), ContentEncoding = encoding };

        Assert.Equal(expected, SpecValidator.Problems(spec).Count);
    }

    [Fact]
    public void Problems_OfAnIncompleteClusterThatIsOnlyObserved_AreNone()
    {
        Assert.Equal(3, SpecValidator.Problems(new DatabricksClusterSpec()).Count);
        Assert.Empty(SpecValidator.Problems(new DatabricksClusterSpec { Policies = new ClusterPolicies { Management = ManagementPolicy.Observe } }));
    }
}
