namespace Operator.Api.V1Alpha1;

/// <summary>Parts of rules about clusters; evaluated on <see cref="ClusterSettings"/>.</summary>
internal static class ClusterConditions
{
    public const string SingleNode = "(has(self.isSingleNode) && self.isSingleNode)";

    /// <summary>A size of 0 says by itself how the driver is to do all the work.</summary>
    public const string HasWorkersOrIsSingleNode = $"!has(self.numWorkers) || self.numWorkers != 0 || {SingleNode} || ({SingleNodeConf} && {SingleNodeTag})";

    private const string SingleNodeConf =
        "has(self.sparkConf) && 'spark.databricks.cluster.profile' in self.sparkConf && self.sparkConf['spark.databricks.cluster.profile'] == 'singleNode'"
        + " && 'spark.master' in self.sparkConf && self.sparkConf['spark.master'].startsWith('local[')";

    private const string SingleNodeTag =
        "has(self.customTags) && 'ResourceClass' in self.customTags && self.customTags['ResourceClass'] == 'SingleNode'";
}
