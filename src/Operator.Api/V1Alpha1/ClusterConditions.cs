namespace Operator.Api.V1Alpha1;

/// <summary>Parts of rules about <see cref="ClusterSpecBase"/>.</summary>
internal static class ClusterConditions
{
    public const string Size = "numWorkers, autoscale, isSingleNode == true";

    public const string SizeMessage = "give numWorkers, autoscale or isSingleNode: true, unless policyId names a policy that decides the size";

    public const string Nodes = "nodeTypeId, instancePoolId";

    public const string NodesMessage = "give nodeTypeId or instancePoolId, unless policyId names a policy that decides it";

    /// <summary>A size of 0 says by itself how the driver is to do all the work; in CEL.</summary>
    public const string HasWorkersOrIsSingleNode =
        $"!has(self.numWorkers) || self.numWorkers != 0 || (has(self.isSingleNode) && self.isSingleNode) || ({SingleNodeConf} && {SingleNodeTag})";

    public const string WorkersMessage =
        "numWorkers: 0 needs isSingleNode: true, or sparkConf with spark.databricks.cluster.profile: singleNode and spark.master: local[*]"
        + " and customTags with ResourceClass: SingleNode";

    private const string SingleNodeConf =
        "has(self.sparkConf) && 'spark.databricks.cluster.profile' in self.sparkConf && self.sparkConf['spark.databricks.cluster.profile'] == 'singleNode'"
        + " && 'spark.master' in self.sparkConf && self.sparkConf['spark.master'].startsWith('local[')";

    private const string SingleNodeTag =
        "has(self.customTags) && 'ResourceClass' in self.customTags && self.customTags['ResourceClass'] == 'SingleNode'";
}
