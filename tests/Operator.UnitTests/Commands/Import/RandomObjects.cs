using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Operator.UnitTests.Runtime.Support;

namespace Operator.UnitTests.Commands.Import;

/// <summary>Bodies of create calls: one of each group of merge patches, put together.</summary>
internal static class RandomObjects
{
    public static readonly string[][] Clusters =
    [
        ["""{"cluster_name":"ETL shared"}""", """{"cluster_name":"etl"}""", """{"cluster_name":"Übung / 1"}""", """{"cluster_name":"日本"}"""],
        [
            """{"node_type_id":"m5d.large"}""", """{"node_type_id":"m5d.large","driver_node_type_id":"i3.xlarge"}""",
            """{"node_type_id":"m5d.large","driver_node_type_id":"m5d.large"}""",
        ],
        ["""{"spark_version":"16.4.x-scala2.12"}""", """{"spark_version":"15.4.x-scala2.12","runtime_engine":"PHOTON"}"""],
        [
            """{"num_workers":2}""", """{"autoscale":{"min_workers":1,"max_workers":4}}""", """{"is_single_node":true,"kind":"CLASSIC_PREVIEW"}""",
            """
            {"num_workers":0,"spark_conf":{"spark.databricks.cluster.profile":"singleNode","spark.master":"local[*]"},
             "custom_tags":{"ResourceClass":"SingleNode"}}
            """,
        ],
        ["{}", """{"autotermination_minutes":30}""", """{"autotermination_minutes":0}"""],
        ["{}", """{"spark_conf":{"a.b":"1","c":"{{secrets/s/k}}"}}"""],
        ["{}", """{"spark_env_vars":{"A":"x","EMPTY":""}}"""],
        ["{}", """{"custom_tags":{"team":"data"}}"""],
        ["{}", """{"data_security_mode":"SINGLE_USER","single_user_name":"ada@example.com"}""", """{"data_security_mode":"DATA_SECURITY_MODE_AUTO"}"""],
        ["{}", """{"aws_attributes":{"zone_id":"auto","first_on_demand":1,"availability":"SPOT"}}""", """{"enable_elastic_disk":true}"""],
        ["{}", """{"init_scripts":[{"workspace":{"destination":"/b.sh"}},{"s3":{"destination":"s3://a","region":"eu-1"}}]}"""],
        ["{}", """{"remote_disk_throughput":500}""", """{"workload_type":{"clients":{"jobs":false,"notebooks":true}}}"""],
    ];

    private const string Cluster = """{"spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","num_workers":1}""";

    public static readonly string[][] Jobs =
    [
        ["""{"name":"Nightly ETL"}""", """{"name":"nightly-etl"}""", """{"name":"???"}""", "{}"],
        [
            """{"tasks":[{"task_key":"main","notebook_task":{"notebook_path":"/main","base_parameters":{"a":""}}}]}""",
            """
            {"tasks":[{"task_key":"b","sql_task":{"warehouse_id":"w","file":{"path":"/q.sql"}},"depends_on":[{"task_key":"a"}],"run_if":"ALL_DONE"},
              {"task_key":"a","spark_python_task":{"python_file":"/x.py","parameters":["1"]},"max_retries":2,"timeout_seconds":5}]}
            """,
            $$$"""
            {"job_clusters":[{"job_cluster_key":"shared","new_cluster":{{{Cluster}}}}],
             "tasks":[{"task_key":"jar","job_cluster_key":"shared","spark_jar_task":{"main_class_name":"Main"},
               "libraries":[{"jar":"dbfs:/a.jar"},{"pypi":{"package":"x"}}]},
              {"task_key":"own","new_cluster":{"spark_version":"16.4.x-scala2.12","node_type_id":"m5d.large","autoscale":{"min_workers":1,"max_workers":3}},
               "notebook_task":{"notebook_path":"/x","source":"WORKSPACE"}}]}
            """,
            """
            {"tasks":[{"task_key":"loop","for_each_task":{"inputs":"[1]","concurrency":3,"task":{"task_key":"in","dbt_task":{"commands":["dbt run"]}}}}]}
            """,
            """
            {"git_source":{"git_url":"https://example.com/r","git_provider":"gitHub","git_branch":"main"},
             "tasks":[{"task_key":"g","notebook_task":{"notebook_path":"a/b"}},
              {"task_key":"w","notebook_task":{"notebook_path":"/w","source":"WORKSPACE"}},
              {"task_key":"p","spark_python_task":{"python_file":"jobs/x.py","source":"GIT"}},
              {"task_key":"q","spark_python_task":{"python_file":"/x.py"}}]}
            """,
            """{"tasks":[{"task_key":"new","newer_thing":{"level":3},"notebook_task":{"notebook_path":"/x","newer_field":["a"]}}]}""",
            """
            {"tasks":[{"task_key":"wheel","environment_key":"e","python_wheel_task":{"package_name":"p","entry_point":"e","named_parameters":{"a":"b"}}}],
             "environments":[{"environment_key":"e","spec":{"client":"2","dependencies":["x"]}}]}
            """,
        ],
        [
            "{}", """{"schedule":{"quartz_cron_expression":"0 0 * * * ?","timezone_id":"UTC","pause_status":"PAUSED"}}""",
            """{"schedule":{"quartz_cron_expression":"0 0 * * * ?","timezone_id":"UTC"}}""", """{"continuous":{}}""",
            """{"trigger":{"file_arrival":{"url":"s3://a/"}}}""",
        ],
        ["{}", """{"queue":{"enabled":true}}""", """{"queue":{"enabled":false}}"""],
        ["{}", """{"description":"a: b\n- c"}""", """{"max_concurrent_runs":5,"timeout_seconds":60}""", """{"max_concurrent_runs":0}"""],
        ["{}", """{"tags":{"team":"data","empty":""}}"""],
        ["{}", """{"parameters":[{"name":"p","default":"1"},{"name":"empty","default":""}]}"""],
        ["{}", """{"email_notifications":{"on_failure":["ada@example.com"],"no_alert_for_skipped_runs":true}}"""],
        ["{}", """{"webhook_notifications":{"on_failure":[{"id":"b"},{"id":"a"}]}}""", """{"notification_settings":{"no_alert_for_canceled_runs":true}}"""],
        ["{}", """{"health":{"rules":[{"metric":"RUN_DURATION_SECONDS","op":"GREATER_THAN","value":60}]}}"""],
        ["{}", """{"edit_mode":"UI_LOCKED","deployment":{"kind":"BUNDLE","metadata_file_path":"/x"}}""", """{"newer_setting":{"level":3}}"""],
        ["{}", """{"performance_target":"STANDARD"}""", """{"budget_policy_id":"b-1"}"""],
    ];

    public static readonly string[][] Warehouses =
    [
        ["""{"name":"Reports"}""", """{"name":"reports"}"""],
        ["""{"cluster_size":"Small"}""", """{"cluster_size":"2X-Small"}"""],
        ["{}", """{"min_num_clusters":1,"max_num_clusters":4}""", """{"min_num_clusters":2,"max_num_clusters":2}"""],
        ["{}", """{"auto_stop_mins":30}""", """{"auto_stop_mins":0}"""],
        ["{}", """{"enable_photon":false}""", """{"spot_instance_policy":"RELIABILITY_OPTIMIZED"}"""],
        ["{}", """{"warehouse_type":"PRO","enable_serverless_compute":true}""", """{"warehouse_type":"CLASSIC","enable_serverless_compute":false}"""],
        ["{}", """{"tags":{"custom_tags":[{"key":"team","value":"data"}]}}"""],
        ["{}", """{"channel":{"name":"CHANNEL_NAME_PREVIEW"}}"""],
    ];

    public static IEnumerable<JsonObject> Sample(string[][] groups, int count) =>
        Gen.ArrayOf(Gen.Choose(0, 5039), groups.Length).Sample(count).Select(choice => Of(groups, choice));

    public static JsonObject Of(string[][] groups, IReadOnlyList<int> choice)
    {
        JsonNode body = new JsonObject();
        foreach (var (group, number) in groups.Zip(choice))
        {
            body = JsonMergePatch.Apply(body, JsonNode.Parse(group[number % group.Length]))!;
        }

        return (JsonObject)body;
    }
}
