using Operator.Settings;

namespace Operator.UnitTests.Settings;

public sealed class FieldPathTests
{
    [Theory]
    [InlineData("spark_version", "sparkVersion")]
    [InlineData("s3", "s3")]
    [InlineData("use_ml_runtime", "useMlRuntime")]
    public void Field_AWireName_IsShownAsPeopleWriteIt(string wireName, string expected) => Assert.Equal(expected, FieldPath.Root.Field(wireName).Display);

    [Fact]
    public void Path_OfEachKind_IsShownAsIgnoreDriftTakesIt()
    {
        var task = FieldPath.Root.Field("tasks").Element("main").Field("new_cluster").Field("spark_conf").Entry("a.b_c");

        Assert.Equal("tasks[main].newCluster.sparkConf[\"a.b_c\"]", task.Display);
        Assert.Equal("tasks[].new_cluster.spark_conf[\"\"]", task.Pattern);
    }

    [Theory]
    [InlineData("autoscale", true)]
    [InlineData("autoscale.maxWorkers", true)]
    [InlineData("autoscale.max", false)]
    [InlineData("auto", false)]
    [InlineData("autoscale.maxWorkers.deeper", false)]
    public void IsWithin_AnAncestor_EndsAtANameNotInsideOne(string ancestor, bool expected) =>
        Assert.Equal(expected, FieldPath.Root.Field("autoscale").Field("max_workers").IsWithin(ancestor));
}
