using System.Text.Json.Nodes;
using Databricks.Simulator.Clusters;
using Databricks.Simulator.Http;

namespace Databricks.Simulator.Jobs;

/// <summary>What a workspace makes of one task (behavior §4.3).</summary>
internal sealed class TaskDefaults(ClusterStore clusters)
{
    private static readonly string[] ServerlessTypes = ["notebook_task", "spark_python_task", "python_wheel_task", "dbt_task"];

    public JsonObject Fill(JsonObject given, string source, string caller)
    {
        var task = given.Copy();
        task.RemoveEmptyText("description");
        task["run_if"] ??= "ALL_SUCCESS";
        task["timeout_seconds"] ??= 0;
        task["disabled"] ??= false;
        task["retry_on_timeout"] ??= false;
        task["email_notifications"] ??= new JsonObject();
        Webhooks.Fill(task);
        FillType(task, source);
        FillCluster(task, caller);
        if (task.Array("depends_on") is { } dependencies)
        {
            var sorted = dependencies.OfType<JsonObject>().OrderBy(entry => entry.Text("task_key"), StringComparer.Ordinal);
            task["depends_on"] = new JsonArray([.. sorted.Select(entry => entry.DeepClone())]);
        }

        if (task.Object("for_each_task") is { } loop)
        {
            loop["task"] = Fill(JobFields.Task(loop.Object("task")!), source, caller);
        }

        return task;
    }

    /// <summary>
    /// A job cluster is filled as any other (behavior §4.1), but it never idles, so that nothing is said of that; and the size an autoscaled cluster
    /// starts at is known only once it runs.
    /// </summary>
    public void FillCluster(JsonObject holder, string caller)
    {
        if (holder.Object("new_cluster") is not { } given)
        {
            return;
        }

        var spec = given.Compact();
        var filled = clusters.Effective(spec, caller);
        foreach (var name in (ReadOnlySpan<string>)["autotermination_minutes", "num_workers"])
        {
            if (spec[name] is null && (name != "num_workers" || filled["autoscale"] is not null))
            {
                filled.Remove(name);
            }
        }

        if (spec.Text("data_security_mode") == "DATA_SECURITY_MODE_AUTO")
        {
            // It is decided when a run makes the cluster (databricks/cli#5452).
            filled["data_security_mode"] = spec["data_security_mode"]!.DeepClone();
        }

        holder["new_cluster"] = filled;
    }

    public static bool IsServerless(JsonObject task) =>
        ServerlessTypes.Any(type => task[type] is not null)
        && !JobFields.Compute[..3].Any(name => task[name] is not null)
        && task.Object("notebook_task")?["warehouse_id"] is null;

    private static void FillType(JsonObject task, string source)
    {
        JsonObject?[] sourced = [task.Object("notebook_task"), task.Object("dbt_task"), task.Object("sql_task")?.Object("file")];
        foreach (var type in sourced.OfType<JsonObject>())
        {
            type["source"] ??= source;
        }

        if (task.Object("spark_python_task") is { } python)
        {
            // Whatever git_source says: a file of the repository has to be called that.
            python["source"] ??= "WORKSPACE";
        }

        if (task.Object("dbt_task") is { } dbt)
        {
            dbt["schema"] ??= "default";
        }

        if (task.Object("pipeline_task") is { } pipeline)
        {
            pipeline["full_refresh"] ??= false;
        }

        if (task.Object("spark_jar_task") is { } jar)
        {
            jar["run_as_repl"] = true;
        }
    }
}
