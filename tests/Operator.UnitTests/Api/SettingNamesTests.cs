using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Operator.Api.V1Alpha1;

namespace Operator.UnitTests.Api;

/// <summary>
/// The spec is sent to Databricks under the snake_case names of its properties, so each must be a name of the REST API.
/// The names on the right are those of the API (behavior §12), written down by hand.
/// </summary>
public sealed class SettingNamesTests
{
    private static readonly JsonSerializerOptions Wire = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    // CreateCluster without what extraSettings is for: clone_from, dependency_mode, the two node type flexibilities,
    // remote_disk_throughput and total_initial_remote_disk_size.
    private const string Cluster =
        "apply_policy_default_values autoscale aws_attributes azure_attributes cluster_log_conf custom_tags data_security_mode docker_image "
        + "driver_instance_pool_id driver_node_type_id enable_elastic_disk enable_local_disk_encryption gcp_attributes init_scripts "
        + "instance_pool_id is_single_node kind node_type_id num_workers policy_id runtime_engine single_user_name spark_conf spark_env_vars "
        + "spark_version ssh_public_keys use_ml_runtime workload_type";

    private const string OperatorOnly =
        "access_control_list desired_state external_id extra_settings libraries pinned policies restart_request_time suspend workspace_ref";

    public static TheoryData<Type, string> Nested => new()
    {
        { typeof(Autoscale), "max_workers min_workers" },
        {
            typeof(AwsAttributesSpec),
            "availability ebs_volume_count ebs_volume_iops ebs_volume_size ebs_volume_throughput ebs_volume_type first_on_demand "
            + "instance_profile_arn spot_bid_price_percent zone_id"
        },
        { typeof(AzureAttributesSpec), "availability capacity_reservation_group first_on_demand log_analytics_info spot_bid_max_price" },
        { typeof(LogAnalyticsSpec), "log_analytics_primary_key_secret_ref log_analytics_workspace_id" },
        {
            typeof(GcpAttributesSpec),
            "availability boot_disk_size confidential_compute_type first_on_demand google_service_account local_ssd_count use_preemptible_executors zone_id"
        },
        { typeof(InitScript), "abfss dbfs file gcs s3 volumes workspace" },
        { typeof(ClusterLogSpec), "dbfs s3 volumes" },
        { typeof(StorageLocation), "destination" },
        { typeof(S3Location), "canned_acl destination enable_encryption encryption_type endpoint kms_key region" },
        { typeof(DockerImageSpec), "basic_auth url" },
        { typeof(DockerBasicAuthSpec), "password_secret_ref username" },
        { typeof(WorkloadTypeSpec), "clients" },
        { typeof(WorkloadClients), "jobs notebooks" },
        { typeof(LibrarySpec), "cran egg jar maven pypi requirements whl" },
        { typeof(PypiLibrary), "package repo" },
        { typeof(MavenLibrarySpec), "coordinates exclusions repo" },
        { typeof(CranLibrarySpec), "package repo" },
        { typeof(SqlWarehouseChannel), "dbsql_version name" },
        { typeof(AccessControlEntry), "group_name permission_level service_principal_name user_name" },
    };

    [Fact]
    public void ClusterSettings_InSnakeCase_AreTheNamesOfTheApi() =>
        Assert.Equal($"{Cluster} extra_settings".Split(' ').Order(), Names(typeof(ClusterSpecBase)));

    /// <summary>RunNow without idempotency_token and job_id, which are the operator's to give.</summary>
    [Fact]
    public void RunSettings_InSnakeCase_AreTheNamesOfTheApi() =>
        Assert.Equal(
            ("dbt_commands extra_settings jar_params job_parameters notebook_params only performance_target pipeline_params python_named_params python_params "
                + "queue spark_submit_params sql_params").Split(' ').Order(),
            Names(typeof(RunSettings)));

    /// <summary>
    /// CreateWarehouseRequest without creator_name, which the server sets, and the deprecated instance_profile_arn; its tags hold custom_tags.
    /// </summary>
    [Fact]
    public void SqlWarehouseSettings_InSnakeCase_AreTheNamesOfTheApi() =>
        Assert.Equal(
            ("auto_stop_mins channel cluster_size custom_tags enable_photon enable_serverless_compute max_num_clusters min_num_clusters name "
                + "spot_instance_policy warehouse_type").Split(' ').Order(),
            Names(typeof(SqlWarehouseSettings)));

    [Fact]
    public void ClusterSpec_InSnakeCase_AreTheNamesOfTheApiAndTheOperatorsOwn() =>
        Assert.Equal($"{Cluster} cluster_name autotermination_minutes {OperatorOnly}".Split(' ').Order(), Names(typeof(DatabricksClusterSpec)));

    [Theory]
    [MemberData(nameof(Nested))]
    public void NestedSettings_InSnakeCase_AreTheNamesOfTheApi(Type type, string expected) => Assert.Equal(expected.Split(' ').Order(), Names(type));

    private static IEnumerable<string> Names(Type type) => Wire.GetTypeInfo(type).Properties.Select(property => property.Name).Order();
}
