using System.Text.Json.Nodes;
using Databricks.Simulator.Http;
using Databricks.Simulator.Jobs;

namespace Databricks.Simulator.Runs;

/// <summary>
/// The parameters of one run: those of the job, resolved, and the legacy kinds that override those of the tasks (behavior §1.2, behavior §3.2).
/// </summary>
internal sealed record GivenRunParameters(JsonArray Job, JsonObject Overriding)
{
    private const int LargestKind = 10_000;
    private static readonly string[] Ascii = ["python_params", "spark_submit_params"];

    private static readonly string[] Kinds =
    [
        "dbt_commands", "jar_params", "notebook_params", "pipeline_params", "python_named_params", "python_params", "spark_submit_params", "sql_params",
    ];

    public static GivenRunParameters Read(JsonObject request, JsonObject settings)
    {
        var overriding = new JsonObject();
        foreach (var kind in Kinds.Where(kind => request[kind] is not null))
        {
            CheckKind(kind, request[kind]!);
            overriding[kind] = request[kind]!.DeepClone();
        }

        overriding = overriding.Compact();
        Rules.Require(
            overriding["jar_params"] is null || overriding["notebook_params"] is null, "jar_params and notebook_params cannot be used together.");
        var given = request.Object("job_parameters") ?? [];
        Rules.Require(
            given.Count == 0 || overriding.Count == 0, "job_parameters cannot be used together with the parameters of tasks.");
        return new GivenRunParameters(Resolve(settings, given), overriding);
    }

    public string? ValueOf(string name) => Job.OfType<JsonObject>().FirstOrDefault(parameter => parameter.Text("name") == name)?.Text("value");

    /// <summary>What a notebook sees: the parameters of its task, of the job, and of this run.</summary>
    public JsonObject ForNotebook(JsonObject task)
    {
        var seen = task.Object("notebook_task")?.Object("base_parameters")?.Copy() ?? [];
        foreach (var parameter in Job.OfType<JsonObject>())
        {
            seen[parameter.Text("name")!] = parameter["value"]?.DeepClone();
        }

        seen.Overlay(Overriding.Object("notebook_params") ?? []);
        return seen;
    }

    /// <summary>All parameters the job defines, with the values of this run, and what the run adds to them.</summary>
    private static JsonArray Resolve(JsonObject settings, JsonObject given)
    {
        var resolved = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var defined in settings.Objects("parameters"))
        {
            var otherwise = defined.Text("default") ?? "";
            resolved[defined.Text("name")!] = new JsonObject { ["name"] = defined.Text("name"), ["default"] = otherwise, ["value"] = otherwise };
        }

        foreach (var (name, _) in given)
        {
            if (!resolved.TryGetValue(name, out var parameter))
            {
                parameter = new JsonObject { ["name"] = name };
                resolved[name] = parameter;
            }

            parameter["value"] = given.Text(name);
        }

        return new JsonArray([.. resolved.Values]);
    }

    private static void CheckKind(string kind, JsonNode value)
    {
        Rules.Require(Rules.SizeOf(value) <= LargestKind, $"The JSON representation of {kind} must not exceed {LargestKind} bytes.");
        Rules.Require(
            !Ascii.Contains(kind) || value is not JsonArray list || list.All(entry => System.Text.Ascii.IsValid($"{entry}")),
            $"{kind} must have only ASCII characters.");
    }
}
